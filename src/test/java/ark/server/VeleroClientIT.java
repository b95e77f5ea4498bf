package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.UserShell;
import ark.testing.VeleroClient;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People drive this server with the command line of Velero 1.18, which they have already.
@KubernetesTest
class VeleroClientIT {
    private static final String NAMESPACE = "velero-client-it";
    private static final String SHOP = "velero-client-it-shop";

    @TempDir private static Path folder;
    private static LocalServer server;
    private static KubernetesClient client;
    private static UserShell shell;

    @BeforeAll
    static void start(KubernetesCluster cluster) {
        client = cluster.client();
        server = LocalServer.start(cluster.kubeconfig(), NAMESPACE, folder.resolve("bucket"));
        shell = new UserShell(folder, cluster, NAMESPACE);
        shell.with("velero", VeleroClient.path());
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
                                .endMetadata()
                                .addToData("index.html", "Hello")
                                .build())
                .create();
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                Resources.text(
                                                client,
                                                NAMESPACE,
                                                "BackupStorageLocation",
                                                "default",
                                                "/status/phase")
                                        .equals("Available"));
    }

    @AfterAll
    static void stop() {
        server.close();
        client.namespaces().withName(SHOP).delete();
        client.namespaces().withName(NAMESPACE).delete();
    }

    private static String done(String... words) {
        UserShell.Result result = shell.run(words);
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.out();
    }

    private static void awaitGone(String kind, String name) {
        await(kind + " " + name)
                .atMost(LocalServer.patience())
                .until(() -> Resources.get(client, NAMESPACE, kind, name).isEmpty());
    }

    @Test
    void aBackupIsMadeReadAndDeleted() {
        String name = "b";
        assertThat(done("velero", "backup", "create", name, "--include-namespaces", SHOP, "--wait"))
                .contains("Backup request \"" + name + "\" submitted successfully.")
                .contains("Backup completed with status: Completed.");
        assertThat(done("velero", "backup", "get", name))
                .containsPattern(name + " +Completed +0 +0 +\\S+ \\S+ \\+0000 UTC +29d +default ");
        assertThat(done("velero", "backup", "describe", name, "--details"))
                .contains("Phase:  Completed\n")
                .contains("Backup Format Version:  1.1.0\n")
                .contains("Items backed up:              ")
                .contains("Resource List:\n")
                .contains("    - " + SHOP + "/page\n")
                .contains("Velero-Native Snapshots: <none included>")
                .doesNotContain("error");
        assertThat(done("velero", "backup", "logs", name))
                .contains("level=info")
                .contains("Storing the backup: Completed");
        assertThat(done("velero", "backup", "download", name, "-o", name + ".tar.gz"))
                .contains("Backup " + name + " has been successfully downloaded to ");
        assertThat(shell.run("tar", "-tzf", name + ".tar.gz").out())
                .contains("resources/configmaps/namespaces/" + SHOP + "/page.json\n");
        assertThat(done("velero", "backup", "delete", name, "--confirm"))
                .contains("Request to delete backup \"" + name + "\" submitted successfully.");
        awaitGone("Backup", name);
        assertThat(folder.resolve("bucket/backups").resolve(name)).doesNotExist();
    }

    @Test
    void aRestoreIsMadeReadAndDeleted() {
        String backup = "for-restore";
        String name = "r";
        String target = SHOP + "-2";
        done("velero", "backup", "create", backup, "--include-namespaces", SHOP, "--wait");
        assertThat(
                        done(
                                "velero",
                                "restore",
                                "create",
                                name,
                                "--from-backup",
                                backup,
                                "--namespace-mappings",
                                SHOP + ":" + target,
                                "--wait"))
                .contains("Restore completed with status: Completed.");
        assertThat(client.configMaps().inNamespace(target).withName("page").get().getData())
                .containsEntry("index.html", "Hello");
        assertThat(done("velero", "restore", "get"))
                .containsPattern(name + " +" + backup + " +Completed ");
        assertThat(done("velero", "restore", "describe", name, "--details"))
                .contains("Phase:                       Completed\n")
                .contains("Items restored:              ")
                .contains("Namespace mappings:  " + SHOP + "=" + target + "\n")
                .doesNotContain("error");
        assertThat(done("velero", "restore", "logs", name)).contains("level=info");

        // What exists and is different is a warning, which comes out of the bucket.
        client.configMaps()
                .inNamespace(target)
                .withName("page")
                .edit(map -> new ConfigMapBuilder(map).addToData("index.html", "Bye").build());
        done(
                "velero",
                "restore",
                "create",
                name + "-2",
                "--from-backup",
                backup,
                "--namespace-mappings",
                SHOP + ":" + target,
                "--wait");
        assertThat(done("velero", "restore", "describe", name + "-2"))
                .contains("Warnings:\n")
                .contains(
                        "could not restore, ConfigMap \"page\" already exists. Warning: the"
                                + " in-cluster version is different than the backed-up version.");
        done("velero", "restore", "delete", name, name + "-2", "--confirm");
        awaitGone("Restore", name);
        awaitGone("Restore", name + "-2");
        done("velero", "backup", "delete", backup, "--confirm");
        client.namespaces().withName(target).delete();
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        String name = "bad";
        done(
                "velero",
                "backup-location",
                "create",
                name,
                "--provider",
                "filesystem",
                "--bucket",
                "bucket",
                "--config",
                "path=" + folder,
                "--access-mode",
                "ReadOnly");
        assertThat(done("velero", "backup", "create", name, "--storage-location", name, "--wait"))
                .contains("Backup completed with status: FailedValidation.");
        assertThat(done("velero", "backup", "describe", name))
                .contains("Validation errors:")
                .contains("read-only");
        assertThat(
                        done(
                                "velero",
                                "backup",
                                "create",
                                name + "-2",
                                "--include-namespaces",
                                "gone",
                                "--wait"))
                .contains("Backup completed with status: PartiallyFailed.");
        assertThat(done("velero", "backup", "describe", name + "-2"))
                .contains("Phase:  PartiallyFailed (run `velero backup logs " + name + "-2`")
                .containsPattern("Errors: +1\n|Namespace \"gone\" does not exist");
        assertThat(shell.run("velero", "backup", "get", "gone").err())
                .contains("backups.velero.io \"gone\" not found");
        assertThat(done("velero", "backup-location", "delete", name, "--confirm"))
                .contains("deleted successfully");
    }

    @Test
    void locationsAndSchedulesAreKept() {
        String name = "s";
        done(
                "velero",
                "backup-location",
                "create",
                name,
                "--provider",
                "filesystem",
                "--bucket",
                "bucket",
                "--prefix",
                "part",
                "--config",
                "path=" + folder,
                "--validation-frequency",
                "1s");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                done("velero", "backup-location", "get", name)
                                        .contains(" Available "));
        assertThat(done("velero", "backup-location", "get", name))
                .containsPattern(name + " +filesystem +bucket/part +Available ");
        done("velero", "backup-location", "delete", name, "--confirm");

        done(
                "velero",
                "schedule",
                "create",
                name,
                "--schedule",
                "0 1 1 1 *",
                "--include-namespaces",
                SHOP);
        assertThat(done("velero", "schedule", "get"))
                .containsPattern(name + " +\\S+ +\\S+ \\S+ \\+0000 UTC +0 1 1 1 \\* ");
        assertThat(done("velero", "schedule", "describe", name))
                .contains("Included:  " + SHOP)
                .contains("Last Backup:  <never>");
        assertThat(done("velero", "backup", "create", name, "--from-schedule", name, "--wait"))
                .contains("Backup completed with status: Completed.");
        assertThat(
                        done(
                                "velero",
                                "restore",
                                "create",
                                name,
                                "--from-schedule",
                                name,
                                "--wait",
                                "--namespace-mappings",
                                SHOP + ":" + name))
                .contains("Restore completed with status: Completed.");
        done("velero", "schedule", "delete", name, "--confirm");
        done("velero", "snapshot-location", "create", name, "--provider", "aws");
        assertThat(done("velero", "snapshot-location", "get")).containsPattern(name + " +aws");
        done("velero", "repo", "get");
        client.namespaces().withName(name).delete();
    }

    @Test
    void theServerTellsItsVersion() {
        assertThat(done("velero", "version")).containsPattern("Server:\n\tVersion: v?0\\.0\\.0");
    }

    @Test
    void arksOwnCommandsShowWhatTheClientMade() {
        String name = "own";
        done("velero", "backup", "create", name, "--include-namespaces", SHOP, "--wait");
        assertThat(done("ark", "backup", "describe", name))
                .contains("Phase:  Completed\n")
                .contains("Consistency:  all kinds at revision ");
        assertThat(done("ark", "backup", "delete", name, "--confirm")).contains("submitted");
        awaitGone("Backup", name);
    }
}
