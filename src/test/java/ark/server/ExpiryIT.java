package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Expiry of backups, on a real API server.
@KubernetesTest
class ExpiryIT {
    private static final String PAST = "2026-01-01T00:00:00Z";
    private static final String FUTURE = "2096-01-01T00:00:00Z";

    @TempDir private Path folder;
    private Path bucket;
    private LocalServer server;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void prepare(KubernetesCluster cluster, TestNamespace own) {
        namespace = own.name();
        client = cluster.client();
        bucket = folder.resolve("bucket");
        server =
                LocalServer.start(
                        cluster.kubeconfig(),
                        namespace,
                        bucket,
                        "--garbage-collection-frequency=1s");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anExpiredBackupGoesWithItsFilesAndTheOthersStay() throws IOException {
        plant("young", FUTURE);
        plant("old", PAST);
        awaitThat("young", true);
        await().atMost(LocalServer.patience())
                .until(() -> !Files.exists(bucket.resolve("backups/old")));
        awaitThat("old", false);
        assertThat(bucket.resolve("backups/young/velero-backup.json")).exists();
    }

    @Test
    void tooManyAtOnceStayUntilThatIsConfirmed() throws IOException {
        access("ReadOnly"); // what is found one by one would go one by one
        for (int number = 0; number < 5; number++) {
            plant("old-" + number, PAST);
        }
        await().atMost(LocalServer.patience())
                .until(
                        () -> Resources.all(client, namespace, "Backup").list().getItems().size(),
                        found -> found == 5);
        access("ReadWrite");
        await().atMost(LocalServer.patience())
                .untilAsserted(
                        () ->
                                assertThat(location("/status/message"))
                                        .matches(
                                                "expired backups are kept: . of . backups would"
                                                        + " expire at once"));
        assertThat(client.v1().events().inNamespace(namespace).list().getItems())
                .anyMatch(event -> event.getReason().equals("ExpiryStopped"));
        patchLocation(
                "{\"metadata\": {\"annotations\": {\"ark.dev/confirm-expiry\": \"always\"}}}");
        await().atMost(LocalServer.patience().multipliedBy(4))
                .until(
                        () ->
                                Resources.all(client, namespace, "Backup")
                                        .list()
                                        .getItems()
                                        .isEmpty());
        await().atMost(LocalServer.patience()).until(() -> location("/status/message").isEmpty());
        assertThat(bucket.resolve("backups/old-4")).doesNotExist();
    }

    private void access(String mode) {
        patchLocation("{\"spec\": {\"accessMode\": \"" + mode + "\"}}");
    }

    private void patchLocation(String json) {
        Resources.all(client, namespace, "BackupStorageLocation")
                .withName("default")
                .patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    private void awaitThat(String backup, boolean there) {
        await(backup + " " + there)
                .atMost(LocalServer.patience())
                .until(
                        () ->
                                Resources.get(client, namespace, "Backup", backup).isPresent()
                                        == there);
    }

    private String location(String pointer) {
        return Resources.text(client, namespace, "BackupStorageLocation", "default", pointer);
    }

    private void plant(String name, String expiration) throws IOException {
        Path metadata = bucket.resolve("backups").resolve(name).resolve("velero-backup.json");
        Files.createDirectories(metadata.getParent());
        Files.writeString(
                metadata,
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "%s"},
                 "spec": {}, "status": {"phase": "Completed", "expiration": "%s",
                   "startTimestamp": "2026-11-21T16:15:17Z"}}
                """
                        .formatted(name, expiration));
    }
}
