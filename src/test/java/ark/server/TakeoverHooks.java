package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Commands in pods that a server has begun, or was about to, when it dies. Each command notes that
/// it ran.
final class TakeoverHooks {
    private TakeoverHooks() {}

    private static String note(String what) {
        return "'[\"sh\",\"-c\",\"echo %s >>/tmp/ran\"]'".formatted(what);
    }

    private static void pod(TakeoverWorld world, String annotations) {
        world.create(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: %s, annotations: {%s}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - {name: main, image: 'localhost/busybox:1', command: [sleep, '1000']}
                """
                        .formatted(world.shop(), annotations));
        awaitRunning(world, world.shop());
    }

    private static void awaitRunning(TakeoverWorld world, String namespace) {
        await("pod in " + namespace)
                .atMost(TakeoverWorld.PATIENCE)
                .until(
                        () ->
                                "Running"
                                        .equals(
                                                world.client
                                                        .pods()
                                                        .inNamespace(namespace)
                                                        .withName("db")
                                                        .get()
                                                        .getStatus()
                                                        .getPhase()));
    }

    /// What ran how often.
    private static Map<String, Integer> ran(TakeoverWorld world, String namespace) {
        String noted =
                world.cluster.kubectl(
                        "exec",
                        "--namespace=" + namespace,
                        "db",
                        "--",
                        "sh",
                        "-c",
                        "touch /tmp/ran; cat /tmp/ran");
        var counts = new TreeMap<String, Integer>();
        noted.lines().forEach(line -> counts.merge(line.strip(), 1, Integer::sum));
        return counts;
    }

    /// A backup of a pod with a pre hook and a post hook.
    ///
    /// @param ran what must have run how often
    record OfBackup(Map<String, Integer> ran) implements TakeoverScenario {
        @Override
        public void prepare(TakeoverWorld world) {
            pod(
                    world,
                    "pre.hook.backup.velero.io/command: %s, post.hook.backup.velero.io/command: %s"
                            .formatted(note("pre"), note("post")));
        }

        @Override
        public void trigger(TakeoverWorld world) {
            world.runs.create("Backup", "b1", "{includedNamespaces: [%s]}".formatted(world.shop()));
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return TakeoverScenario.ended(world, "Backup", "b1");
        }

        @Override
        public void judge(TakeoverWorld world) {
            assertThat(world.text("Backup", "b1", "/status/phase")).isEqualTo("Failed");
            assertThat(world.text("Backup", "b1", "/status/failureReason"))
                    .startsWith("get a backup with status \"InProgress\"")
                    .doesNotContain("hook");
            assertThat(world.text("Backup", "b1", "/metadata/annotations"))
                    .doesNotContain("ark.dev/open-hooks");
            assertThat(TakeoverHooks.ran(world, world.shop())).isEqualTo(ran);
        }
    }

    /// A restore of a pod with a hook.
    ///
    /// @param ran what must have run how often
    record OfRestore(Map<String, Integer> ran) implements TakeoverScenario {
        @Override
        public void prepare(TakeoverWorld world) {
            pod(world, "post.hook.restore.velero.io/command: " + note("restored"));
            assertThat(
                            world.runs.backup(
                                    "b1", "{includedNamespaces: [%s]}".formatted(world.shop())))
                    .isEqualTo("Completed");
        }

        @Override
        public void trigger(TakeoverWorld world) {
            TakeoverScenario.requestRestore(world);
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return TakeoverScenario.ended(world, "Restore", "r1");
        }

        /// Whether a hook that was begun has run nobody knows: it is told of, and not run again.
        @Override
        public void judge(TakeoverWorld world) throws Exception {
            assertThat(world.text("Restore", "r1", "/status/phase")).isEqualTo("Completed");
            assertThat(world.text("Restore", "r1", "/status/warnings")).isEqualTo("1");
            assertThat(world.text("Restore", "r1", "/status/hookStatus/hooksFailed"))
                    .isEqualTo("1");
            assertThat(List.of(world.runs.log("r1").split("\n")))
                    .anyMatch(line -> line.contains("begun by a server that was stopped"));
            assertThat(TakeoverHooks.ran(world, world.copy())).isEqualTo(ran);
        }
    }
}
