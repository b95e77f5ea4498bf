package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.operation.FailPoint;
import ark.server.TakeoverWalk.Step;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server that works is killed at one of its steps, and another one settles what it left: real
/// servers, a real API server and etcd, a real restic, a real node agent. Needs root, and for
/// commands in pods the node.
///
/// Three steps are walked each time, all of them with `-Dark.long=true`, and with
/// `-Dark.points=REGEX` those whose names match.
@KubernetesTest
class TakeoverIT {
    private static final boolean LONG = Boolean.getBoolean("ark.long");

    /// Each is two servers, most of the time waiting for a lease to expire.
    private static final int AT_ONCE = 3;

    private static final List<FailPoint> SHORT =
            List.of(
                    FailPoint.BACKUP_MANIFEST_STORED,
                    FailPoint.RESTORE_VOLUME_REQUESTED,
                    FailPoint.DELETION_METADATA_REMOVED);

    @TempDir private Path folder;

    @Test
    void whateverADeadServerLeftTheNextOneSettlesOnce(KubernetesCluster cluster)
            throws InterruptedException {
        walk(wanted(TakeoverWalk.steps()), cluster);
        List<Step> ofHooks = wanted(TakeoverWalk.ofHooks());
        if (!ofHooks.isEmpty()) { // commands in pods need a node
            try (KubernetesCluster node = KubernetesCluster.start(List.of("--node"))) {
                walk(ofHooks, node);
            }
        }
    }

    /// `kubectl delete backup` in the middle: one volume is captured, another one is waited for.
    @Test
    void aBackupThatIsDeletedWhileItRunsLeavesNothing(KubernetesCluster cluster) throws Exception {
        Path own = Files.createDirectories(folder.resolve("deleted"));
        try (var world = new TakeoverWorld(cluster, "deleted-while-it-runs", own)) {
            world.start("").awaitWork(TakeoverWorld.PATIENCE);
            world.playNode(true);
            world.addPodThatNobodyAttends();
            world.runs.create("Backup", "b1", "{includedNamespaces: [%s]}".formatted(world.shop()));
            await("one snapshot")
                    .atMost(TakeoverWorld.PATIENCE)
                    .until(() -> world.snapshots("b1") == 1);
            await("both asked for")
                    .atMost(TakeoverWorld.PATIENCE)
                    .until(() -> world.phases("PodVolumeBackup").size() == 2);
            Resources.all(world.client, world.namespace, "Backup").withName("b1").delete();
            await("no snapshot")
                    .atMost(TakeoverWorld.PATIENCE)
                    .until(() -> world.snapshots("b1") == 0);
            await("no claim")
                    .atMost(TakeoverWorld.PATIENCE)
                    .until(() -> !Files.exists(world.bucket.resolve("backups/b1")));
            await("no volume")
                    .atMost(TakeoverWorld.PATIENCE)
                    .until(() -> world.phases("PodVolumeBackup").isEmpty());
        }
    }

    private static List<Step> wanted(List<Step> all) {
        String names = System.getProperty("ark.points", ".*");
        return all.stream()
                .filter(step -> LONG || isShort(step))
                .filter(step -> step.toString().matches(names))
                .toList();
    }

    private void walk(List<Step> steps, KubernetesCluster cluster) throws InterruptedException {
        var took = new TreeMap<String, Duration>();
        var failures = new ArrayList<String>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<Duration>> tasks =
                    steps.stream()
                            .map(step -> (Callable<Duration>) () -> take(step, cluster))
                            .toList();
            List<Future<Duration>> ends = threads.invokeAll(tasks);
            for (int i = 0; i < steps.size(); i++) {
                try {
                    took.put(steps.get(i).toString(), ends.get(i).get());
                } catch (ExecutionException e) {
                    failures.add(String.valueOf(e.getCause()));
                }
            }
        }
        System.out.println(figures(took));
        assertThat(failures).isEmpty();
    }

    private Duration take(Step step, KubernetesCluster cluster) throws Exception {
        Duration took = TakeoverWalk.take(step, cluster, folder);
        System.out.printf("%s: settled after %s s%n", step, took.toSeconds());
        return took;
    }

    private static boolean isShort(Step step) {
        return step.deaths().size() == 1 && SHORT.contains(step.point());
    }

    private static String figures(Map<String, Duration> took) {
        List<Duration> sorted = took.values().stream().sorted().toList();
        return sorted.isEmpty()
                ? ""
                : "settled %d points: median %s, longest %s; %s"
                        .formatted(
                                sorted.size(),
                                sorted.get(sorted.size() / 2),
                                sorted.getLast(),
                                took);
    }
}
