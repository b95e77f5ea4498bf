package ark.server;

import static org.awaitility.Awaitility.await;

import ark.operation.FailPoint;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server that works is killed at one of its steps, and another one settles what it left: real
/// servers, a real API server and etcd, a real restic, a real node agent. Needs root.
///
/// Three steps are walked each time, all of them with `-Dark.long=true`; those of commands in pods
/// are in [TakeoverHooksIT].
@KubernetesTest
class TakeoverIT {
    @TempDir private Path folder;

    @Test
    void whateverADeadServerLeftTheNextOneSettlesOnce(KubernetesCluster cluster)
            throws InterruptedException {
        Set<FailPoint> usual =
                Set.of(
                        FailPoint.BACKUP_MANIFEST_STORED,
                        FailPoint.RESTORE_VOLUME_REQUESTED,
                        FailPoint.DELETION_METADATA_REMOVED);
        TakeoverWalk.walk(TakeoverWalk.steps(), usual, cluster, folder);
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
}
