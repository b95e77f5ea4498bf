package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.request.BackupId;
import ark.cluster.exec.ExecResult.End;
import ark.hook.FakeCommands;
import ark.item.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods are quiesced around their backup.
class BackupHooksTest {
    private static final String ANNOTATIONS =
            "'pre.hook.backup.velero.io/command': 'freeze', 'post.hook.backup.velero.io/command':"
                    + " 'thaw'";
    private static final String FAIL =
            ANNOTATIONS
                    + ", 'pre.hook.backup.velero.io/on-error': 'Fail',"
                    + " 'post.hook.backup.velero.io/on-error': 'Fail'";

    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void pod(String name, String annotations) {
        world.add(
                ("pods foo/%s {'metadata': {'labels': {'app': '%s'}, 'annotations': {%s}}, 'spec':"
                                + " {'containers': [{'name': 'main'}]}, 'status': {'phase':"
                                + " 'Running'}}")
                        .formatted(name, name, annotations));
    }

    private static Item ended(Item backup, String phase) {
        assertThat(backup.text("/status/phase")).isEqualTo(phase);
        assertThat(backup.annotations()).doesNotContainKey("ark.dev/open-hooks");
        return backup;
    }

    private static void hooks(Item backup, int attempted, int failed) {
        assertThat(backup.at("/status/hookStatus/hooksAttempted").asInt()).isEqualTo(attempted);
        assertThat(backup.at("/status/hookStatus/hooksFailed").asInt()).isEqualTo(failed);
    }

    @Test
    void hooksRunAroundThePodAndAreCounted() {
        pod("db", ANNOTATIONS);
        var noted = new ArrayList<String>();
        world.commands.on(
                "freeze",
                _ -> {
                    noted.add(
                            world.api
                                    .stored("backups.velero.io", "velero", "b1")
                                    .orElseThrow()
                                    .annotations()
                                    .get("ark.dev/open-hooks"));
                    return FakeCommands.ended(new End.Exited(0));
                });

        Item backup = ended(world.run("b1", "{}"), "Completed");

        assertThat(world.commands.ran).containsExactly("foo/db main freeze", "foo/db main thaw");
        assertThat(noted).singleElement().asString().contains("foo/db", "thaw");
        assertThat(world.items("b1")).contains("pods foo/db");
        hooks(backup, 2, 0);
        assertThat(world.file("b1", "velero-backup.json"))
                .contains("\"hooksAttempted\": 2")
                .doesNotContain("open-hooks");
        assertThat(world.file("b1", "b1-logs.gz")).contains("hookPhase=pre", "hookPhase=post");
    }

    @Test
    void hooksOfTheSpecRunInThePodsThatTheyChoose() {
        pod("db", "");
        pod("web", "");

        Item backup =
                ended(
                        world.run(
                                "b1",
                                "{'hooks': {'resources': [{'name': 'h', 'includedResources': ['po'],"
                                        + " 'labelSelector': {'matchLabels': {'app': 'db'}}, 'pre':"
                                        + " [{'exec': {'command': ['a']}}], 'post': [{'exec':"
                                        + " {'command': ['b']}}]}]}}"),
                        "Completed");

        assertThat(world.commands.ran).containsExactly("foo/db main a", "foo/db main b");
        hooks(backup, 2, 0);
    }

    @Test
    void aFailingHookMakesTheBackupPartiallyFailedAndKeepsThePod() {
        pod("db", ANNOTATIONS);
        world.commands.fails("freeze");

        Item backup = ended(world.run("b1", "{}"), "PartiallyFailed");

        assertThat(world.items("b1")).contains("pods foo/db");
        hooks(backup, 2, 1);
        assertThat(world.file("b1", "b1-results.gz")).contains("exit code 1: no luck");
    }

    @Test
    void aPodWhoseHookMustNotFailIsLeftOutAndThawed() {
        pod("db", FAIL);
        pod("web", "");
        world.commands.timesOut("freeze");

        ended(world.run("b1", "{}"), "PartiallyFailed");

        assertThat(world.items("b1")).contains("pods foo/web").doesNotContain("pods foo/db");
        assertThat(world.commands.ran).containsExactly("foo/db main freeze", "foo/db main thaw");
    }

    @Test
    void aPodThatCannotBeThawedIsLeftOutWhenItsHookMustNotFail() {
        pod("db", FAIL);
        world.commands.fails("thaw");

        ended(world.run("b1", "{}"), "PartiallyFailed");

        assertThat(world.items("b1")).doesNotContain("pods foo/db");
    }

    @Test
    void whatADeadServerFrozeIsThawedWhenTheBackupIsSettled() {
        BackupId id = inProgress();

        world.settle(id);

        Item backup = ended(world.stored(id), "Failed");
        assertThat(world.commands.ran).containsExactly("foo/db main thaw");
        assertThat(backup.text("/status/failureReason")).isEqualTo(Settlement.ABANDONED);
    }

    @Test
    void whatCouldNotBeThawedIsToldWhereOneLooks() {
        BackupId id = inProgress();
        world.commands.fails("thaw");

        world.settle(id);

        assertThat(ended(world.stored(id), "Failed").text("/status/failureReason"))
                .isEqualTo(
                        Settlement.ABANDONED
                                + "; post hook of pod foo/db: command terminated with exit code 1: no"
                                + " luck");
    }

    private BackupId inProgress() {
        BackupId id = world.create("b1", "{}");
        world.change(
                world.inProgress(id),
                json ->
                        json.withObject("/metadata/annotations")
                                .put(
                                        "ark.dev/open-hooks",
                                        "[{\"pod\":\"foo/db\",\"hooks\":[{\"container\":\"main\",\"command\":[\"thaw\"],\"timeout\":\"30s\"}]}]"));
        return id;
    }

    @Test
    void aBackupThatIsDeletedMeanwhileLeavesNothingFrozen() {
        pod("db", ANNOTATIONS);
        BackupId id = world.create("b1", "{}");
        world.commands.on(
                "freeze",
                _ -> {
                    world.api.remove(BackupObjects.key(id));
                    Thread.currentThread().interrupt();
                    throw ark.cluster.ClusterException.of(
                            ark.cluster.ClusterException.Reason.CANCELLED, "running", "cancelled");
                });

        new BackupOperation(world.tools, world.settings()).run(id);

        Thread.interrupted();
        assertThat(world.commands.ran).isEqualTo(List.of("foo/db main freeze", "foo/db main thaw"));
    }

    @Test
    void aHookThatHangsHoldsUpNoOtherBackupAndItsOwnForItsTimeoutOnly() throws Exception {
        pod("db", ANNOTATIONS);
        pod("web", "");
        world.add("namespaces bar");
        world.add("configmaps bar/c");
        var hangs = new CountDownLatch(1);
        var timeout = new CountDownLatch(1);
        world.commands.on(
                "freeze",
                request -> {
                    hangs.countDown();
                    awaitLatch(timeout);
                    return FakeCommands.ended(new End.TimedOut(request.limit()));
                });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Item> held =
                    threads.submit(() -> world.run("b1", "{'includedNamespaces': ['foo']}"));
            awaitLatch(hangs);
            ended(world.run("b2", "{'includedNamespaces': ['bar']}"), "Completed");
            assertThat(world.items("b2")).contains("configmaps bar/c");
            timeout.countDown();
            hooks(ended(held.get(), "PartiallyFailed"), 2, 1);
        }
        assertThat(world.items("b1")).contains("pods foo/db", "pods foo/web");
        assertThat(world.commands.ran).containsExactly("foo/db main freeze", "foo/db main thaw");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
