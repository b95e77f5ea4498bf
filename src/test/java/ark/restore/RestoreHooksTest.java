package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.HookStatus;
import ark.api.v1.RestorePhase;
import ark.item.Item;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands run in pods that a restore has created.
@Timeout(120)
class RestoreHooksTest {
    @TempDir private Path scratch;
    private RestoreWorld world;

    @BeforeEach
    void makeWorld() {
        world = new RestoreWorld(scratch);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void archivedPod(String annotations) {
        world.archived(
                        "pods",
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: db-0, namespace: ns1, annotations: {%s}}
                        spec: {containers: [{name: main}]}
                        """
                                .formatted(annotations))
                .stored();
    }

    /// The kubelet starts the pod's container before somebody looks at the pods of ns2.
    private void runsSoon() {
        world.server.beforeNext(
                "GET",
                "/namespaces/ns2/pods?",
                () -> {
                    Item pod = world.server.stored("pods", "ns2", "db-0").orElseThrow();
                    Item running =
                            pod.edit(
                                    json ->
                                            json.withObject("/status")
                                                    .putArray("containerStatuses")
                                                    .addObject()
                                                    .put("name", "main")
                                                    .putObject("state")
                                                    .putObject("running"));
                    world.server.add("pods", running.copyOfJson().toString());
                });
    }

    @Test
    void aHookOfAnAnnotationRunsInTheRestoredPod() throws InterruptedException {
        archivedPod("post.hook.restore.velero.io/command: load");
        runsSoon();

        world.operation().run(world.restore("{backupName: b1, namespaceMapping: {ns1: ns2}}"));

        assertThat(world.commands.ran).containsExactly("ns2/db-0 main load");
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(world.status().hookStatus()).isEqualTo(new HookStatus(1L, 0L));
        Item pod = world.server.stored("pods", "ns2", "db-0").orElseThrow();
        assertThat(pod.annotations().get("ark.dev/restore-hooks")).endsWith(" done");
    }

    @Test
    void aHookOfTheSpecThatMustNotFailFailsTheRestoreInPart() throws InterruptedException {
        archivedPod("");
        runsSoon();
        world.commands.fails("load");

        world.operation()
                .run(
                        world.restore(
                                """
                                {backupName: b1, namespaceMapping: {ns1: ns2}, hooks: {resources: [{name: h,
                                includedNamespaces: [ns2], postHooks: [{exec: {command: [load], onError: Fail}}]}]}}
                                """));

        assertThat(world.commands.ran).containsExactly("ns2/db-0 main load");
        assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(world.status().hookStatus()).isEqualTo(new HookStatus(1L, 1L));
        assertThat(world.results().errors().namespaces().get("ns2"))
                .containsExactly(
                        "pod ns2/db-0: Error executing hook: command terminated with exit code 1: no"
                                + " luck");
    }

    @Test
    void aPodThatExistedRunsNothing() throws InterruptedException {
        archivedPod("post.hook.restore.velero.io/command: load");
        world.server.add("namespaces", "", "ns1");
        world.server.add("pods", "ns1", "db-0");

        world.operation().run(world.restore("{backupName: b1}"));

        assertThat(world.commands.ran).isEmpty();
        assertThat(world.status().hookStatus()).isNull();
    }
}
