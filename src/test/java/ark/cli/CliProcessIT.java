package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.UserShell;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ark` as a process: exit codes, streams, signals.
@KubernetesTest
class CliProcessIT {
    private static final String NAMESPACE = "cli-process-it";

    @TempDir private static Path folder;
    private static LocalServer server;
    private static KubernetesClient client;
    private static UserShell shell;

    @BeforeAll
    static void start(KubernetesCluster cluster) {
        client = cluster.client();
        server = LocalServer.start(cluster.kubeconfig(), NAMESPACE, folder.resolve("bucket"));
        shell = new UserShell(folder, cluster, NAMESPACE);
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                shell.run("ark", "get", "backup-locations")
                                        .out()
                                        .contains(" Available "));
    }

    @AfterAll
    static void stop() {
        server.close();
        client.namespaces().withName(NAMESPACE).delete();
    }

    @Test
    void aBackupCompletesAndItsFilesArrive() throws Exception {
        UserShell.Result made =
                shell.bash(
                        "ark backup create b1 --include-namespaces kube-public --wait"
                                + " && ark backup logs b1 | grep -c level=info >/dev/null"
                                + " && ark backup download b1"
                                + " && tar -tzf b1-data.tar.gz >/dev/null"
                                + " && ark backup describe b1 -o json"
                                + " | grep -q '\"phase\": \"Completed\"'");
        assertThat(made.err()).isEmpty();
        assertThat(made.exitCode()).isZero();
        assertThat(made.out())
                .contains("Backup completed with status: Completed.")
                .endsWith(
                        "Backup b1 has been successfully downloaded to "
                                + folder.toRealPath().resolve("b1-data.tar.gz")
                                + "\n");
        assertThat(Files.getPosixFilePermissions(folder.resolve("b1-data.tar.gz"))).hasSize(2);
    }

    @Test
    void whatWentWrongIsTheExitCodeAndStandardError() {
        UserShell.Result partly =
                shell.run("ark", "backup", "create", "b3", "--include-namespaces", "gone", "-w");
        assertThat(partly.exitCode()).isEqualTo(3);
        assertThat(partly.out()).contains("completed with status: PartiallyFailed");

        UserShell.Result missing = shell.run("ark", "backup", "get", "gone");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.out()).isEmpty();
        assertThat(missing.err())
                .startsWith("An error occurred: backups.velero.io \"gone\" not found\n");

        UserShell.Result usage = shell.run("ark", "backup", "got");
        assertThat(usage.exitCode()).isEqualTo(2);
        assertThat(usage.err()).startsWith("An error occurred: unknown command \"got\"");
    }

    @Test
    void ctrlCLeavesTheBackupRunningAndSaysHowToFollowIt() {
        try (UserShell.Running waiting =
                shell.start("ark", "-n", "default", "backup", "create", "b2", "--wait")) {
            await().atMost(LocalServer.patience())
                    .until(() -> waiting.printed().contains("You may safely press ctrl-c"));
            await().atMost(LocalServer.patience()).until(() -> waiting.printed().endsWith("."));
            waiting.interrupt();
            UserShell.Result end = waiting.end(LocalServer.patience());
            assertThat(end.exitCode()).isEqualTo(130);
            assertThat(end.out()).endsWith(".\n");
            assertThat(end.err())
                    .isEqualTo(
                            "Stopped waiting. The backup goes on; follow it: ark backup describe"
                                    + " b2\n");
        }
        var backups =
                client.genericKubernetesResources("velero.io/v1", "Backup").inNamespace("default");
        assertThat(backups.withName("b2").get()).isNotNull();
        backups.withName("b2").delete();
    }

    @Test
    void ctrlCDuringADownloadLeavesNoFileBehind() {
        shell.run("ark", "-n", "default", "backup", "create", "b4"); // nobody works there
        Path file = folder.resolve("b4.tar.gz");
        try (UserShell.Running download =
                shell.start(
                        "ark", "-n", "default", "backup", "download", "b4", "-o", "b4.tar.gz")) {
            await().atMost(LocalServer.patience()).until(() -> parts() == 1);
            download.interrupt();
            assertThat(download.end(LocalServer.patience()).exitCode()).isEqualTo(130);
        }
        assertThat(parts()).isZero();
        assertThat(file).doesNotExist();
        client.genericKubernetesResources("velero.io/v1", "Backup")
                .inNamespace("default")
                .withName("b4")
                .delete();
    }

    private static int parts() {
        String[] parts = folder.toFile().list((_, name) -> name.endsWith(".part"));
        return parts == null ? 0 : parts.length;
    }

    @Test
    void aClusterThatIsNotThereIsToldInTwoLines() throws Exception {
        Path kubeconfig = folder.resolve("nowhere.kubeconfig");
        Files.writeString(
                kubeconfig,
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1'}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {}}]
                current-context: c
                """);
        UserShell.Result result =
                shell.run("ark", "--kubeconfig", kubeconfig.toString(), "backup", "get");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.err())
                .startsWith("An error occurred: cannot reach the cluster at http://127.0.0.1:1");
    }

    @Test
    void theDefinitionsCanBePrintedForKubectl() {
        UserShell.Result applied =
                shell.bash(
                        "ark install --crds-only --dry-run -o json"
                                + " | kubectl apply --dry-run=client -f -");
        assertThat(applied.exitCode()).isZero();
        assertThat(applied.out())
                .contains("customresourcedefinition.apiextensions.k8s.io/backups.velero.io");
    }

    @Test
    void aShellCompletesCommands() {
        assertThat(shell.bash("ark completion bash | bash -n").exitCode()).isZero();
    }
}
