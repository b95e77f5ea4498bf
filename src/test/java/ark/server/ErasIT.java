package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.EraBucket;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bucket in which servers of every era have left a backup, on a real API server.
@KubernetesTest
class ErasIT {
    private static final List<String> ALL =
            List.of("ark-08", "ark-09", "ark-10", "velero-10", "velero-110");

    @TempDir private Path folder;
    private Path bucket;
    private LocalServer server;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void start(KubernetesCluster cluster, TestNamespace own) {
        namespace = own.name();
        client = cluster.client();
        bucket = folder.resolve("bucket");
        var eras = new EraBucket(bucket);
        eras.ark08("pv-1");
        eras.ark09(Map.of());
        eras.ark10();
        eras.velero10();
        eras.velero110();
        server = LocalServer.start(cluster.kubeconfig(), namespace, bucket);
        for (String backup : ALL) {
            await(backup)
                    .atMost(LocalServer.patience())
                    .until(() -> !text("Backup", backup, "/status/phase").isEmpty());
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void backupsOfAllErasAreShownSideBySide() {
        assertThat(text("BackupStorageLocation", "default", "/status/phase"))
                .isEqualTo("Available");
        for (String backup : ALL) {
            boolean ofArk = backup.startsWith("ark");
            assertThat(text("Backup", backup, "/metadata/annotations/ark.dev~1era"))
                    .as(backup)
                    .isEqualTo(ofArk ? "ark" : "");
            assertThat(text("Backup", backup, "/metadata/labels/velero.io~1schedule-name"))
                    .as(backup)
                    .isEqualTo("daily");
            assertThat(text("Backup", backup, "/metadata/finalizers")).as(backup).isEmpty();
            assertThat(text("Backup", backup, "/spec/storageLocation")).isEqualTo("default");
            assertThat(text("Backup", backup, "/status/phase"))
                    .as(backup)
                    .isEqualTo(backup.equals("ark-09") ? "PartiallyFailed" : "Completed");
        }
        assertThat(text("Backup", "ark-08", "/status/volumeSnapshotsCompleted")).isEqualTo("1");
        assertThat(client.v1().events().inNamespace(namespace).list().getItems())
                .as("nothing of them is held back")
                .noneMatch(event -> event.getReason().equals("BackupNotShown"));
    }

    @Test
    void eachComesBackAndSaysWhatItLacks() throws IOException {
        comesBack("ark-08", "ark-08/restore-%s-results.gz", "pv-1");
        comesBack("ark-09", "ark-09/restore-%s-results.gz", "the backup has none");
        comesBack("ark-10", "restores/%s/restore-%1$s-results.gz", "the backup has none");
        comesBack("velero-10", "restores/%s/restore-%1$s-results.gz", "the backup has none");
        comesBack("velero-110", "restores/%s/restore-%1$s-results.gz", "written by kopia");
    }

    private void comesBack(String backup, String results, String lacks) throws IOException {
        String restore = backup + "-again";
        String target = namespace + "-" + backup;
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: Restore
                metadata: {name: %s}
                spec: {backupName: %s, namespaceMapping: {shop: %s}}
                """
                        .formatted(restore, backup, target));
        await(restore)
                .atMost(LocalServer.patience())
                .until(() -> text("Restore", restore, "/status/phase").equals("PartiallyFailed"));

        assertThat(unzipped(bucket.resolve(results.formatted(restore)))).as(backup).contains(lacks);
        assertThat(client.configMaps().inNamespace(target).withName("settings").get().getData())
                .as(backup)
                .containsEntry("colour", "<red>");
        Pod pod = client.pods().inNamespace(target).withName("db-0").get();
        assertThat(pod.getMetadata().getLabels())
                .as("also where the label of an earlier restore was backed up")
                .containsEntry("ark-restore", restore)
                .containsEntry("velero.io/restore-name", restore);
        client.namespaces().withName(target).delete();
    }

    private static String unzipped(Path file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void anOldBackupIsDeletedWithItsFolderAndNotWithoutItsSnapshots() {
        delete("ark-09");
        await().atMost(LocalServer.patience())
                .until(() -> text("Backup", "ark-09", "/metadata/name").isEmpty());
        assertThat(bucket.resolve("ark-09")).doesNotExist();

        delete("ark-08");
        await().atMost(LocalServer.patience())
                .untilAsserted(
                        () ->
                                assertThat(
                                                text(
                                                        "DeleteBackupRequest",
                                                        "delete-ark-08",
                                                        "/status/errors/0"))
                                        .contains("snap-0123456789", "keep-volume-snapshots"));
        Resources.all(client, namespace, "Backup")
                .withName("ark-08")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"ark.dev/keep-volume-snapshots\":\"true\"}}}");
        Resources.all(client, namespace, "DeleteBackupRequest").withName("delete-ark-08").delete();
        delete("ark-08");
        await().atMost(LocalServer.patience())
                .until(() -> text("Backup", "ark-08", "/metadata/name").isEmpty());
        assertThat(bucket.resolve("ark-08")).doesNotExist();
        assertThat(bucket.resolve("backups/ark-10/ark-10.tar.gz")).exists();
        assertThat(bucket.resolve("metadata/revision")).exists();
    }

    private void delete(String backup) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: DeleteBackupRequest
                metadata: {name: delete-%s}
                spec: {backupName: %s}
                """
                        .formatted(backup, backup));
    }

    private String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }
}
