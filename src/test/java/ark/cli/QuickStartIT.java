package ark.cli;

import static org.awaitility.Awaitility.await;

import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.ManualPage;
import ark.testing.Reader;
import ark.testing.UserShell;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of the manual that begin with a cluster that has nothing yet.
class QuickStartIT {
    @TempDir private Path folder;

    @Test
    void fromNothingToABackupAndBack() {
        try (var cluster = KubernetesCluster.start(List.of())) {
            var shell = new UserShell(folder, cluster, "velero");
            new Reader(shell)
                    .skipping("mvn package", "the shell has this build already")
                    .replacing("/var/backups/ark", folder.resolve("backups").toString())
                    .replacing(
                            "ark server", // other servers may have its ports on this machine
                            "ark server --metrics-address=localhost:0"
                                    + " --download-address=localhost:0")
                    .inBackground("ark server", "Server started successfully")
                    .before("ark backup-location get", () -> awaitLocation(shell))
                    .reads(ManualPage.read("docs/user/quick-start.md"));
        }
    }

    @Test
    void theServerStarts() {
        try (var cluster = KubernetesCluster.start(List.of())) {
            new Reader(new UserShell(folder, cluster, "velero"))
                    .replacing(
                            "ark server",
                            "ark server --metrics-address=localhost:0"
                                    + " --download-address=localhost:0")
                    .inBackground("ark server", "Server started successfully")
                    .reads(ManualPage.read("docs/user/server.md"));
        }
    }

    private static void awaitLocation(UserShell shell) {
        await("location")
                .atMost(LocalServer.patience())
                .until(
                        () ->
                                shell.run("ark", "backup-location", "get")
                                        .out()
                                        .contains(" Available "));
    }
}
