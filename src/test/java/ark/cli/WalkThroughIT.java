package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.ManualPage;
import ark.testing.Reader;
import ark.testing.UserShell;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The manual's ways from one cluster to another and back from a disaster, typed word by word on
/// two clusters that share a bucket.
class WalkThroughIT {
    @TempDir private Path folder;
    private KubernetesCluster old;
    private KubernetesCluster fresh;
    private LocalServer oldServer;
    private UserShell shell;

    @BeforeEach
    void start() {
        old = KubernetesCluster.start(List.of());
        oldServer = LocalServer.start(old.kubeconfig(), "velero", bucket());
        shell = new UserShell(folder, old, "velero");
        type(shell, "kubectl create namespace shop");
        type(shell, "kubectl -n shop create configmap nginx --from-literal=a=b");
        awaitText(shell, "ark backup-location get default", " Available ");
        fresh = KubernetesCluster.start(List.of());
    }

    @AfterEach
    void stop() {
        oldServer.close();
        old.close();
        fresh.close();
    }

    private Path bucket() {
        return folder.resolve("bucket");
    }

    @Test
    void migration() {
        ManualPage page = ManualPage.read("docs/user/migration.md");
        assertThat(page.blocks()).hasSize(4);
        new Reader(shell).reads(part(page, 0, 1));
        try (LocalServer _ = LocalServer.start(fresh.kubeconfig(), "velero", bucket())) {
            var there = new UserShell(folder, fresh, "velero");
            new Reader(there)
                    .before(
                            "ark backup get shop-move",
                            () -> awaitText(there, "ark backup get shop-move", " Completed "))
                    .reads(part(page, 1, 4));
        }
    }

    @Test
    void disasterRecovery() {
        ManualPage page = ManualPage.read("docs/user/disaster-recovery.md");
        assertThat(page.blocks()).hasSize(4);
        new Reader(shell).reads(part(page, 0, 2));
        oldServer.close(); // the cluster is gone, and the new one must not make or delete backups
        try (LocalServer _ =
                LocalServer.start(fresh.kubeconfig(), "velero", bucket(), "--restore-only")) {
            var there = new UserShell(folder, fresh, "velero");
            awaitText(there, "ark backup get", " Completed ");
            new Reader(there).reads(part(page, 2, 4));
            type(there, "ark backup create never --include-namespaces shop");
            type(there, "ark schedule create often --schedule '@every 1s'");
            assertThat(there.bash("ark backup get").out())
                    .contains("never ")
                    .contains(" New ")
                    .doesNotContain("often-");
        }
    }

    private static ManualPage part(ManualPage page, int from, int to) {
        return new ManualPage(page.title(), page.blocks().subList(from, to));
    }

    private static void type(UserShell shell, String command) {
        UserShell.Result result = shell.bash(command);
        assertThat(result.exitCode()).as(command + " " + result).isZero();
    }

    private static void awaitText(UserShell shell, String command, String text) {
        await(command)
                .atMost(LocalServer.patience())
                .until(() -> shell.bash(command).out().contains(text));
    }
}
