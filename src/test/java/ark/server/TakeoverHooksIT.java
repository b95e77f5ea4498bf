package ark.server;

import ark.operation.FailPoint;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As [TakeoverIT], for the steps around commands in pods: what a dead server has frozen, the next
/// one thaws. Needs the node.
///
/// One step is walked each time, all of them with `-Dark.long=true`.
@KubernetesTest(node = true)
class TakeoverHooksIT {
    @TempDir private Path folder;

    @Test
    void aPreHookIsFollowedByItsPostHookAlsoWhenTheServerDiesBetweenThem(KubernetesCluster cluster)
            throws InterruptedException {
        Set<FailPoint> usual = Set.of(FailPoint.BACKUP_PRE_HOOKS_RUN);
        TakeoverWalk.walk(TakeoverWalk.ofHooks(), usual, cluster, folder);
    }
}
