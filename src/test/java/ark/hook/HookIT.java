package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ark.api.v1.HookStatus;
import ark.api.v1.RestoreSpec;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ClusterSettings;
import ark.cluster.ResourceType;
import ark.cluster.exec.ExecRequest;
import ark.cluster.exec.ExecResult;
import ark.cluster.exec.ExecResult.End;
import ark.cluster.exec.PodExec;
import ark.hook.PodQuiesce.Outcome;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.operation.Pause;
import ark.restore.action.Yaml;
import ark.testing.GrowingLimit;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Hooks in pods that a real kubelet runs.
@KubernetesTest(node = true)
class HookIT {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final ResourceType TYPE = ResourceType.of(PODS, "v1", "Pod", true);
    private static final Duration SHORT = Duration.ofMinutes(1);

    private Cluster cluster;
    private PodExec exec;
    private String namespace = "";

    @BeforeEach
    void connect(KubernetesClient client, TestNamespace own) {
        cluster = new Cluster(client, ClusterSettings.forServer());
        exec = new PodExec(client);
        namespace = own.name();
    }

    /// Creates a pod of one busybox that runs a shell script.
    private Item create(String name, String annotations, String script) {
        Item pod =
                Yaml.item(
                        "pods",
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: %s, namespace: %s, labels: {it: hook}, annotations: {%s}}
                        spec:
                          terminationGracePeriodSeconds: 0
                          containers:
                          - {name: main, image: 'localhost/busybox:1', command: [sh, -c, '%s']}
                        """
                                .formatted(name, namespace, annotations, script));
        return cluster.create(TYPE, pod, "");
    }

    private Item running(String name, String annotations) {
        create(name, annotations, "sleep 1000");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> live(name).text("/status/phase").equals("Running"));
        return live(name);
    }

    private Item live(String name) {
        return cluster.get(TYPE, namespace, name).orElseThrow();
    }

    private ExecResult run(String pod, Duration limit, String script) {
        return exec.run(
                new ExecRequest(
                        new ItemKey(PODS, namespace, pod),
                        "main",
                        List.of("sh", "-c", script),
                        limit,
                        false));
    }

    @Test
    void commandsRunAndTellHowTheyEnded() {
        running("p", "");

        ExecResult fine = run("p", SHORT, "echo out; echo err >&2");
        ExecResult failed = run("p", SHORT, "exit 42");
        ExecResult much = run("p", SHORT, "yes abcdefghi | head -c 3000000; echo the end");

        assertThat(fine.end()).isEqualTo(new End.Exited(0));
        assertThat(fine.stdout().beginning()).isEqualTo("out\n");
        assertThat(fine.stderr().beginning()).isEqualTo("err\n");
        assertThat(failed.end()).isEqualTo(new End.Exited(42));
        assertThat(much.end()).isEqualTo(new End.Exited(0));
        assertThat(much.stdout().ending()).endsWith("the end\n");
        assertThat(much.stdout().droppedBytes()).isGreaterThan(2_900_000);
    }

    @Test
    void aProgramThatDoesNotExistAndAPodThatDoesNotExistAreToldInTheirWords() {
        running("p", "");
        var nope =
                new ExecRequest(
                        new ItemKey(PODS, namespace, "p"), "main", List.of("/nope"), SHORT, false);

        assertThat(exec.run(nope).end())
                .isInstanceOfSatisfying(
                        End.NotStarted.class, end -> assertThat(end.message()).contains("/nope"));
        assertThatThrownBy(() -> run("ghost", SHORT, "true"))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
                            assertThat(e.apiMessage()).isEqualTo("pods \"ghost\" not found");
                        });
    }

    @Test
    void aTimeoutEndsTheStreamAndTheContainerServesOthers() throws Exception {
        running("p", "");

        GrowingLimit.passes(
                limit -> {
                    ExecResult result = run("p", limit, "echo begun; sleep 987");

                    assertThat(result.end()).isEqualTo(new End.TimedOut(limit));
                    assertThat(result.stdout().beginning()).isEqualTo("begun\n");
                });
        assertThat(run("p", SHORT, "true").end()).isEqualTo(new End.Exited(0));
    }

    @Test
    void preAndPostHooksRunAroundThePodAndAStuckOneIsThawed() throws InterruptedException {
        Item pod =
                running(
                        "p",
                        """
                        pre.hook.backup.velero.io/command: '["sh","-c","touch /tmp/frozen; sleep 500"]',
                        pre.hook.backup.velero.io/timeout: 5s,
                        pre.hook.backup.velero.io/on-error: Fail,
                        post.hook.backup.ark.heptio.com/command: '["rm","/tmp/frozen"]'
                        """);
        var log = new FakeLog();
        var counts = new HookCounts();
        var quiesce = new PodQuiesce(exec::run, log, counts, _ -> {});

        Outcome<String> outcome =
                quiesce.around(
                        pod, BackupHooks.of(null, _ -> Optional.empty()).of(pod), () -> "captured");

        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Refused<String>("running its pre hook", "timed out after 5s"));
        assertThat(run("p", SHORT, "ls /tmp").stdout().beginning()).isEmpty();
        assertThat(counts.status()).contains(new HookStatus(2L, 1L));
    }

    @Test
    void hooksOfRestoredPodsRunOnceTheirContainerRuns() throws InterruptedException {
        var log = new FakeLog();
        var counts = new HookCounts();
        String hook = "post.hook.restore.velero.io/command: '[\"sh\",\"-c\",\"echo %s\"]'";

        try (RestoredPods pods =
                new RestoredPods(
                        RestoreHooks.of(new RestoreSpec.Hooks(List.of())),
                        new RestoredPods.Tools(
                                exec::run,
                                new PodsInCluster(cluster, "it=hook"),
                                log,
                                Pause.REAL,
                                new RestoredPods.Run("uid-r1", Duration.ofMinutes(1), counts)))) {
            pods.restored(create("runs", hook.formatted("hello"), "sleep 1000"));
            pods.restored(create("ends", hook.formatted("nobody"), "true"));
            pods.restored(
                    create(
                            "never",
                            hook.formatted("nobody")
                                    + ", post.hook.restore.velero.io/wait-timeout: 5s",
                            "sleep 1000"));
            cluster.delete(TYPE, new ItemKey(PODS, namespace, "never"));
            pods.await();

            assertThat(counts.status()).contains(new HookStatus(3L, 2L));
        }
        assertThat(log.lines()).contains("info " + namespace + "/runs: stdout: hello");
        assertThat(log.problems()).hasSize(2);
        assertThat(live("runs").annotations())
                .containsEntry("ark.dev/restore-hooks", "uid-r1 done");
    }
}
