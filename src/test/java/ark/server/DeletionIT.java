package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.Annotations;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deletion of backups and restores, on a real API server.
@KubernetesTest
class DeletionIT {
    @TempDir private Path folder;
    private Path bucket;
    private LocalServer server;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void start(KubernetesCluster cluster, TestNamespace own) throws IOException {
        namespace = own.name();
        client = cluster.client();
        bucket = folder.resolve("bucket");
        server = LocalServer.start(cluster.kubeconfig(), namespace, bucket);
        write(
                "backups/b1/velero-backup.json",
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "b1"},
                 "spec": {}, "status": {"phase": "Completed",
                   "startTimestamp": "2026-11-21T16:15:17Z"}}
                """);
        write("backups/b1/b1.tar.gz", "x");
        awaitThere("Backup", "b1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBackupGoesWithItsFilesAndItsRestores() throws IOException {
        restore("r1", "Completed");
        write("restores/r1/restore-r1-logs.gz", "x");
        request("d1", "b1");
        awaitGone("Backup", "b1");
        awaitGone("Restore", "r1");
        awaitGone("DeleteBackupRequest", "d1");
        assertThat(bucket.resolve("backups/b1")).doesNotExist();
        assertThat(bucket.resolve("restores/r1")).doesNotExist();
    }

    @Test
    void twoRequestsAtOnceAreOneDeletion() {
        request("d1", "b1");
        request("d2", "b1");
        awaitGone("Backup", "b1");
        awaitGone("DeleteBackupRequest", "d1");
        awaitGone("DeleteBackupRequest", "d2");
    }

    @Test
    void aRestoreThatIsDeletedTakesItsFilesAlong() throws IOException {
        restore("r1", "Completed");
        write("restores/r1/restore-r1-logs.gz", "x");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                text("Restore", "r1", "/metadata/finalizers")
                                        .contains(Annotations.RESTORE_FINALIZER));
        Resources.all(client, namespace, "Restore").withName("r1").delete();
        awaitGone("Restore", "r1");
        assertThat(bucket.resolve("restores/r1")).doesNotExist();
        assertThat(bucket.resolve("backups/b1/b1.tar.gz")).exists();
    }

    private void restore(String name, String phase) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: Restore
                metadata: {name: %s}
                spec: {backupName: b1}
                status: {phase: %s}
                """
                        .formatted(name, phase));
    }

    private void request(String name, String backup) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: DeleteBackupRequest
                metadata: {name: %s}
                spec: {backupName: %s}
                """
                        .formatted(name, backup));
    }

    private void write(String path, String content) throws IOException {
        Path file = bucket.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void awaitThere(String kind, String name) {
        await(kind + " " + name)
                .atMost(LocalServer.patience())
                .until(() -> Resources.get(client, namespace, kind, name).isPresent());
    }

    private void awaitGone(String kind, String name) {
        await(kind + " " + name + " gone")
                .atMost(LocalServer.patience())
                .until(() -> Resources.get(client, namespace, kind, name).isEmpty());
    }

    private String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }
}
