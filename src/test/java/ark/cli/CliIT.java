package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.cli.Shell.Result;
import ark.item.Json;
import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command against a real API server and a working server, and what scripts rely on.
///
/// Source of what scripts rely on: the end-to-end tests of Velero 1.9.7, which drive a command line
/// that can be exchanged.
@KubernetesTest
class CliIT {
    private static final String NAMESPACE = "cli-it";
    private static final String SHOP = "cli-it-shop";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+0000 UTC";

    @TempDir private static Path folder;
    private static LocalServer server;
    private static KubernetesClient client;
    private static RealShell shell;

    @BeforeAll
    static void start(KubernetesCluster cluster) throws IOException {
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
        client.configMaps()
                .inNamespace(SHOP)
                .resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("page")
                                .addToLabels("app", "shop")
                                .endMetadata()
                                .addToData("index.html", "Hello")
                                .build())
                .create();
        await().atMost(LocalServer.patience())
                .until(() -> shell.done("backup-location", "get").contains(" Available "));
        shell.done("backup", "create", "given", "--include-namespaces", SHOP, "--wait");
    }

    @AfterAll
    static void stop() {
        server.close();
        client.namespaces().withName(SHOP).delete();
        client.namespaces().withName(NAMESPACE).delete();
    }

    /// With times as `TIME`.
    private static String redacted(String text) {
        return text.replaceAll(TIME, "TIME");
    }

    private static JsonNode json(String... words) {
        return Json.tree(shell.done(words).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBackupIsMadeAwaitedAndListed() {
        assertThat(shell.run("backup", "create", "b1", "--include-namespaces", SHOP, "--wait"))
                .extracting(Result::exitCode)
                .isEqualTo(0);
        assertThat(redacted(shell.done("backup", "get", "b1")))
                .isEqualTo(
                        """
                        NAME   STATUS      ERRORS   WARNINGS   CREATED                         EXPIRES   STORAGE LOCATION   SELECTOR
                        b1     Completed   0        0          TIME   29d       default            <none>
                        """);
    }

    @Test
    void waitingWithoutATerminalIsTheReferencesSentences() {
        assertThat(shell.done("create", "backup", "b2", "--include-namespaces", SHOP, "-w"))
                .matches(
                        """
                        Backup request "b2" submitted successfully\\.
                        Waiting for backup to complete\\. You may safely press ctrl-c to stop waiting - your backup will continue in the background\\.
                        \\.*
                        Backup completed with status: Completed\\. You may check for more information using the commands `ark backup describe b2` and `ark backup logs b2`\\.
                        """);
        assertThat(
                        shell.done(
                                "create",
                                "restore",
                                "r2",
                                "--from-backup",
                                "b2",
                                "--wait",
                                "--namespace-mappings",
                                SHOP + ":" + SHOP + "-r2"))
                .contains("Restore request \"r2\" submitted successfully.\n")
                .contains("Restore completed with status: Completed. You may check")
                .endsWith("`ark restore describe r2` and `ark restore logs r2`.\n");
        client.namespaces().withName(SHOP + "-r2").delete();
    }

    @Test
    void onATerminalABarMoves() {
        RealShell terminal =
                new RealShell(folder, Path.of(shell.environment.get("KUBECONFIG")), NAMESPACE)
                        .onTerminal();
        String shown =
                terminal.done("backup", "create", "b3", "--include-namespaces", SHOP, "--wait");
        assertThat(shown)
                .containsPattern(
                        "b3  █{20}  \\d+ of \\d+ items  Completed in \\d+\\.\\d s\u001b\\[K\n\u001b\\[J$")
                .doesNotContain("submitted");
    }

    @Test
    void theExitCodeTellsHowItEnded() throws IOException {
        assertThat(shell.run("backup", "create", "e0", "--include-namespaces", SHOP, "-w"))
                .extracting(Result::exitCode)
                .isEqualTo(0);

        Result partly =
                shell.run("backup", "create", "e3", "--include-namespaces", SHOP + ",gone", "-w");
        assertThat(partly.exitCode()).isEqualTo(3);
        assertThat(partly.err())
                .startsWith("Backup \"e3\" partially failed: ")
                .contains("Namespace \"gone\" does not exist")
                .endsWith("See: ark backup describe e3 --details; ark backup logs e3\n");

        Result refused = shell.run("backup", "create", "given", "-w");
        assertThat(refused.exitCode()).isEqualTo(1);

        Path bucket = folder.resolve("other/late");
        Files.createDirectories(bucket);
        shell.done(
                "backup-location",
                "create",
                "late",
                "--provider",
                "filesystem",
                "--bucket",
                "late",
                "--config",
                "path=" + folder.resolve("other"),
                "--access-mode",
                "ReadOnly");
        Result invalid = shell.run("backup", "create", "e1", "--storage-location", "late", "-w");
        assertThat(invalid.exitCode()).isEqualTo(1);
        assertThat(invalid.err()).startsWith("Backup \"e1\" was refused:\n").contains("read-only");
        shell.done("backup-location", "delete", "late", "--confirm");
    }

    @Test
    void whoGivesUpWaitingGetsFour() {
        shell.environment.put("VELERO_NAMESPACE", "default"); // nobody works there
        try {
            Result result = shell.run("backup", "create", "b4", "-w", "--wait-timeout", "1s");
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.err()).contains("backup \"b4\" is still New after 1 s");
            shell.done("backup", "get", "b4");
        } finally {
            client.genericKubernetesResources("velero.io/v1", "Backup")
                    .inNamespace("default")
                    .withName("b4")
                    .delete();
            shell.environment.put("VELERO_NAMESPACE", NAMESPACE);
        }
    }

    @Test
    void everyNounIsPrintedAsTableJsonAndYaml() {
        shell.done("restore", "create", "formats", "--from-backup", "given", "--wait");
        for (List<String> noun :
                List.of(
                        List.of("backup", "given", "Backup"),
                        List.of("restore", "formats", "Restore"),
                        List.of("backup-location", "default", "BackupStorageLocation"))) {
            JsonNode one = json(noun.get(0), "get", noun.get(1), "-o", "json");
            assertThat(one.path("kind").asText()).isEqualTo(noun.get(2));
            assertThat(one.at("/metadata/name").asText()).isEqualTo(noun.get(1));
            assertThat(shell.done("get", noun.get(0) + "s", noun.get(1), "--output=yaml"))
                    .contains("\nkind: " + noun.get(2) + "\n")
                    .contains("\n  name: " + noun.get(1) + "\n");
            assertThat(shell.done("get", noun.get(0), noun.get(1), "-otable"))
                    .startsWith("NAME ")
                    .isEqualTo(shell.done(noun.get(0), "get", noun.get(1)));
        }
        shell.done("backup", "create", "formats-2", "--include-namespaces", SHOP, "--wait");
        JsonNode several = json("backup", "get", "given", "formats-2", "-o", "json");
        assertThat(several.path("kind").asText()).isEqualTo("BackupList");
        assertThat(several.path("items")).hasSize(2);
        assertThat(shell.done("backup", "get", "given", "--show-labels"))
                .contains("LABELS\n")
                .endsWith("velero.io/storage-location=default\n");
        assertThat(
                        shell.done(
                                "backup",
                                "get",
                                "given",
                                "--label-columns",
                                "velero.io/storage-location"))
                .containsPattern(" STORAGE-LOCATION\n.* default\n$");
    }

    @Test
    void anObjectThatIsPrintedIsNotCreated() {
        JsonNode backup = json("backup", "create", "dry", "--selector", "app=shop", "-o", "json");
        assertThat(backup.at("/spec/labelSelector/matchLabels/app").asText()).isEqualTo("shop");
        assertThat(shell.done("create", "restore", "dry", "--from-backup", "given", "-o", "yaml"))
                .contains("backupName: given\n");
        assertThat(
                        shell.done(
                                "create",
                                "backup-location",
                                "dry",
                                "--provider",
                                "aws",
                                "--bucket",
                                "x",
                                "-o",
                                "table"))
                .contains("dry    aws");
        assertThat(shell.run("backup", "get", "dry").exitCode()).isEqualTo(1);
        assertThat(shell.run("restore", "get", "dry").exitCode()).isEqualTo(1);
        assertThat(shell.run("backup-location", "get", "dry").exitCode()).isEqualTo(1);
    }

    @Test
    void aRestoreIsMadeDescribedAndDeleted() {
        shell.done(
                "restore",
                "create",
                "r5",
                "--from-backup",
                "given",
                "--wait",
                "--namespace-mappings",
                SHOP + ":" + SHOP + "-r5");
        assertThat(shell.done("restore", "get", "r5")).containsPattern("r5 +given +Completed ");
        assertThat(shell.done("describe", "restores", "r5", "--details"))
                .contains("Phase:                       Completed\n")
                .contains("Consistency:  all kinds at revision ")
                .contains("Namespace mappings:  " + SHOP + "=" + SHOP + "-r5\n")
                .contains("- " + SHOP + "-r5/page(created)\n");
        assertThat(shell.done("restore", "logs", "r5")).contains("level=info");
        assertThat(client.configMaps().inNamespace(SHOP + "-r5").withName("page").get().getData())
                .containsEntry("index.html", "Hello");
        assertThat(shell.done("delete", "restore", "r5", "--confirm"))
                .startsWith("Request to delete restore \"r5\" submitted successfully.\n");
        await().atMost(LocalServer.patience())
                .until(() -> shell.run("restore", "get", "r5").exitCode() == 1);
        assertThat(folder.resolve("bucket/restores/r5")).doesNotExist();
        client.namespaces().withName(SHOP + "-r5").delete();
    }

    @Test
    void locationsAreMadeChangedAndForgotten() throws IOException {
        Files.createDirectories(folder.resolve("bucket-2"));
        assertThat(
                        shell.done(
                                "backup-location",
                                "create",
                                "second",
                                "--provider",
                                "filesystem",
                                "--bucket",
                                "bucket-2",
                                "--config",
                                "path=" + folder,
                                "--labels",
                                "team=a",
                                "--backup-sync-period",
                                "2m"))
                .isEqualTo("Backup storage location \"second\" configured successfully.\n");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                shell.done("get", "backup-locations", "second")
                                        .contains(" Available "));
        shell.done("backup-location", "set", "second", "--default");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                redacted(shell.done("backup-location", "get", "--default"))
                                        .contains("second   filesystem   bucket-2"));
        assertThat(shell.done("backup-location", "get", "-l", "team=a")).contains("second");
        shell.done("backup-location", "set", "default", "--default");
        shell.done(
                "backup",
                "create",
                "forgotten",
                "--storage-location",
                "second",
                "--wait",
                "--include-namespaces",
                SHOP);
        assertThat(shell.done("backup-location", "delete", "second", "--confirm"))
                .isEqualTo(
                        """
                        Backup storage location "second" deleted successfully.
                        Backup associated with deleted BSL(s) "forgotten" deleted successfully.
                        """);
        assertThat(folder.resolve("bucket-2/backups/forgotten/velero-backup.json")).exists();
        assertThat(shell.run("backup", "get", "forgotten").err())
                .contains("backups.velero.io \"forgotten\" not found");
        assertThat(shell.done("delete", "backup-location", "--selector", "team=a", "--confirm"))
                .isEqualTo("No backup-locations found\n");
    }

    @Test
    void scriptsFindWhatTheyReliedOn() {
        JsonNode backup = json("--namespace", NAMESPACE, "backup", "get", "-o", "json", "given");
        assertThat(backup.at("/status/phase").asText()).isEqualTo("Completed");
        assertThat(shell.done("backup", "get", "-ojson", "given").length()).isLessThan(16 * 1024);

        Result missing = shell.run("backup", "get", "gone");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("not found");

        String table = shell.done("get", "backups", "-l", "velero.io/storage-location=default");
        assertThat(table.lines().skip(1).map(line -> line.split(" ", 2)[0])).contains("given");

        assertThat(shell.done("version", "--timeout", "60s").replaceAll("\\s", ""))
                .matches("(?i)client:version:\\S+server:version:\\S+");
        assertThat(shell.done("version", "--client-only")).doesNotContain("Server");
        assertThat(folder.resolve("bucket/backups/given/given.tar.gz")).exists();
    }

    @Test
    void aBackupIsDeletedWithItsRestoresWhenAskedOrConfirmed() {
        shell.done("backup", "create", "d1", "--include-namespaces", SHOP, "--wait");
        shell.done("restore", "create", "d1-r", "--from-backup", "d1", "--wait");
        RealShell hesitant =
                new RealShell(folder, Path.of(shell.environment.get("KUBECONFIG")), NAMESPACE);
        assertThat(hesitant.typing("n\n").done("backup", "delete", "d1"))
                .isEqualTo("Are you sure you want to continue (Y/N)? ");
        assertThat(hesitant.typing("what?\ny\n").done("backup", "delete", "d1"))
                .isEqualTo(
                        """
                        Are you sure you want to continue (Y/N)? Are you sure you want to continue (Y/N)? \
                        Request to delete backup "d1" submitted successfully.
                        The backup will be fully deleted after all associated data (disk snapshots, backup files, restores) are removed.
                        """);
        await().atMost(LocalServer.patience())
                .until(() -> shell.run("backup", "get", "d1").exitCode() == 1);
        await().atMost(LocalServer.patience())
                .until(() -> shell.run("restore", "get", "d1-r").exitCode() == 1);
        assertThat(folder.resolve("bucket/backups/d1")).doesNotExist();
        assertThat(folder.resolve("bucket/restores/d1-r")).doesNotExist();
        assertThat(shell.done("backup", "delete", "-l", "a=b", "--confirm"))
                .isEqualTo("No backups found\n");
        assertThat(shell.done("restore", "delete", "-l", "a=b", "--confirm"))
                .isEqualTo("No restores found\n");
    }

    @Test
    void mistakesAreTwoLinesWithARemedy() {
        assertThat(shell.run("backup", "create", "given").err())
                .matches(
                        """
                        An error occurred: a backup named "given" exists already, in location "default", from \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d
                        Choose another name, or delete it: ark backup delete given
                        """);
        assertThat(shell.run("restore", "create", "--from-backup", "gone").err())
                .startsWith(
                        "An error occurred: no backup named \"gone\"\nIn location \"default\" there are ");
        assertThat(shell.run("backup", "create", "x", "--storage-location", "gone").err())
                .startsWith(
                        "An error occurred: backupstoragelocations.velero.io \"gone\" not found\n")
                .contains("there are default");
        assertThat(
                        shell.run(
                                "backup",
                                "create",
                                "Under_Score",
                                "--ttl",
                                "-5h",
                                "--selector",
                                "app in (a",
                                "--include-namespaces",
                                "a",
                                "--exclude-namespaces",
                                "a"))
                .satisfies(
                        result -> {
                            assertThat(result.exitCode()).isEqualTo(2);
                            assertThat(result.err().lines())
                                    .hasSize(6)
                                    .first()
                                    .isEqualTo("An error occurred: 4 problems:");
                        });
        assertThat(shell.run("backup", "logs", "gone").err())
                .isEqualTo("Backup \"gone\" does not exist.\n");
        assertThat(shell.run("restore", "logs", "gone").err())
                .isEqualTo("Restore \"gone\" does not exist.\n");
        assertThat(shell.run("--kubecontext", "gone", "backup", "get").err())
                .startsWith("An error occurred: ")
                .contains("gone");
    }

    @Test
    void aNamespaceWithoutAServerIsNamed() {
        assertThat(shell.run("-n", "gone", "backup", "create", "x").err())
                .isEqualTo(
                        """
                        An error occurred: namespaces "gone" not found
                        Name the server's namespace with --namespace, or create it.
                        """);
        assertThat(shell.run("version", "-n", "default", "--timeout", "1s").out())
                .contains("<error getting server version: timed out waiting for server status>");
    }

    @Test
    void whatStrangersWroteCannotReachTheTerminal() {
        shell.done("backup", "create", "hostile", "--include-namespaces", SHOP, "--wait");
        client.genericKubernetesResources("velero.io/v1", "Backup")
                .inNamespace(NAMESPACE)
                .withName("hostile")
                .edit(
                        backup -> {
                            backup.getMetadata()
                                    .setAnnotations(
                                            java.util.Map.of(
                                                    "a", "x\u001b[31m\nPhase: \u202eFailed"));
                            return backup;
                        });
        for (String format : List.of("plaintext", "json", "yaml")) {
            assertThat(shell.done("backup", "describe", "hostile", "-o", format))
                    .doesNotContain("\u001b")
                    .doesNotContain("\u202e");
        }
        assertThat(shell.done("backup", "get", "hostile", "-o", "yaml")).doesNotContain("\u001b");
        assertThat(shell.run("backup", "get", "gone\u001b[31m").err()).doesNotContain("\u001b");
    }
}
