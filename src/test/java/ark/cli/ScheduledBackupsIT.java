package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.item.Json;
import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of a schedule and its backups from the command line, with a server that works.
@KubernetesTest
class ScheduledBackupsIT {
    private static final String NAMESPACE = "scheduled-it";
    private static final String SHOP = "scheduled-it-shop";

    @TempDir private Path folder;
    private KubernetesClient client;
    private LocalServer server;
    private RealShell shell;

    @BeforeEach
    void start(KubernetesCluster cluster) {
        client = cluster.client();
        server = LocalServer.start(cluster.kubeconfig(), NAMESPACE, folder.resolve("bucket"));
        shell = new RealShell(folder, cluster.kubeconfig(), NAMESPACE);
        client.namespaces()
                .resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(SHOP)
                                .endMetadata()
                                .build())
                .create();
        await().atMost(LocalServer.patience())
                .until(() -> shell.done("backup-location", "get").contains(" Available "));
    }

    @AfterEach
    void stop() {
        server.close();
        client.namespaces().withName(SHOP).delete();
        client.namespaces().withName(NAMESPACE).delete();
    }

    @Test
    void fromTheScheduleToItsLastBackup() throws Exception {
        aScheduleIsMadeShownAndPaused();
        String backup = itsBackupIsMadeByHand();
        itsNewestBackupIsRestored(backup);
        itsBackupsAreDeleted(backup);
        assertThat(shell.done("schedule", "delete", "nightly", "--confirm"))
                .isEqualTo("Schedule deleted: nightly\n");
        assertThat(shell.done("schedule", "get")).doesNotContain("nightly");
    }

    private void aScheduleIsMadeShownAndPaused() {
        assertThat(
                        shell.done(
                                "schedule",
                                "create",
                                "nightly",
                                "--schedule",
                                "0 1 1 1 *",
                                "--include-namespaces",
                                SHOP,
                                "--ttl",
                                "240h",
                                "--labels",
                                "team=shop"))
                .isEqualTo("Schedule \"nightly\" created successfully.\n");
        await().atMost(LocalServer.patience())
                .until(() -> shell.done("schedule", "get", "nightly").contains(" Enabled "));
        assertThat(shell.done("schedule", "describe", "nightly"))
                .contains("0 1 1 1 *", "Backup Template:", "240h0m0s", SHOP)
                .containsPattern("Last Backup: +<never>");

        assertThat(shell.done("schedule", "pause", "nightly"))
                .isEqualTo("Schedule nightly paused successfully\n");
        assertThat(shell.done("schedule", "pause", "-l", "team=shop"))
                .isEqualTo("Schedule nightly is already paused, skip\n");
        assertThat(shell.done("schedule", "get", "nightly")).containsPattern("true *\n");
        assertThat(shell.done("schedule", "unpause", "--all"))
                .isEqualTo("Schedule nightly unpaused successfully\n");
        assertThat(shell.done("schedule", "get", "nightly")).containsPattern("false *\n");
    }

    private String itsBackupIsMadeByHand() {
        String made = shell.done("create", "backup", "--from-schedule", "nightly", "--wait");
        assertThat(made)
                .startsWith("Creating backup from schedule, all other filters are ignored.\n")
                .contains("Backup completed with status: Completed.");
        String name = made.replaceFirst("(?s).*request \"([^\"]+)\".*", "$1");
        assertThat(name).matches("nightly-\\d{14}");
        assertThat(json("backup", "get", name, "-o", "json").at("/spec/ttl").asText())
                .isEqualTo("240h0m0s");
        assertThat(shell.done("backup", "get", "-l", "velero.io/schedule-name=nightly"))
                .contains(name + " ");
        return name;
    }

    private void itsNewestBackupIsRestored(String completed) throws Exception {
        client.namespaces().withName(SHOP).delete();
        await().atMost(LocalServer.patience())
                .until(() -> client.namespaces().withName(SHOP).get() == null);
        assertThat(shell.done("restore", "create", "r1", "--from-schedule", "nightly", "--wait"))
                .contains("Restore completed with status: Completed.");
        assertThat(json("restore", "get", "r1", "-o", "json").at("/spec/backupName").asText())
                .isEqualTo(completed);
        assertThat(client.namespaces().withName(SHOP).get()).isNotNull();

        Path newer = folder.resolve("bucket/backups/nightly-20960101010000");
        Files.createDirectories(newer);
        Files.writeString(
                newer.resolve("velero-backup.json"),
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1",
                 "metadata": {"name": "nightly-20960101010000",
                   "labels": {"velero.io/schedule-name": "nightly"}},
                 "spec": {}, "status": {"phase": "PartiallyFailed",
                   "startTimestamp": "2096-01-01T01:00:00Z"}}
                """);
        await().atMost(LocalServer.patience())
                .until(() -> shell.done("backup", "get").contains("nightly-20960101010000 "));
        JsonNode tolerant =
                json(
                        "restore",
                        "create",
                        "--from-schedule",
                        "nightly",
                        "--allow-partially-failed",
                        "-o",
                        "json");
        assertThat(tolerant.at("/spec/backupName").asText()).isEqualTo("nightly-20960101010000");
        assertThat(tolerant.at("/metadata/name").asText()).matches("nightly-\\d{14}");
    }

    private void itsBackupsAreDeleted(String completed) {
        shell.done("backup", "create", "other", "--include-namespaces", SHOP, "--wait");
        assertThat(shell.run("backup", "delete", "--confirm").exitCode()).isEqualTo(2);
        assertThat(
                        shell.done(
                                "backup",
                                "delete",
                                "-l",
                                "velero.io/schedule-name=nightly",
                                "--confirm",
                                "--wait"))
                .contains(
                        "Backup \"" + completed + "\" deleted.",
                        "Backup \"nightly-20960101010000\" deleted.");
        assertThat(folder.resolve("bucket/backups/" + completed)).doesNotExist();
        assertThat(folder.resolve("bucket/restores/r1")).doesNotExist();
        assertThat(shell.done("backup", "get")).contains("other ").doesNotContain("nightly");
        assertThat(shell.done("delete", "backup", "--all", "--confirm", "--wait"))
                .contains("Backup \"other\" deleted.");
        assertThat(shell.done("backup", "delete", "--all", "--confirm"))
                .isEqualTo("No backups found\n");
    }

    private JsonNode json(String... words) {
        return Json.tree(shell.done(words).getBytes(StandardCharsets.UTF_8));
    }
}
