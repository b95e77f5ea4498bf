package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.ResticProgram;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The restic snapshots of a backup go with it, on a real API server with a real restic.
@KubernetesTest
class SnapshotsGoIT {
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
        server = LocalServer.start(cluster.kubeconfig(), namespace, bucket);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSnapshotsOfADeletedBackupAreForgottenAndThoseOfOthersStayEvenIfItsListNamesThem()
            throws Exception {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: ResticRepository
                metadata: {name: shop-default}
                spec:
                  volumeNamespace: shop
                  backupStorageLocation: default
                  resticIdentifier: ""
                  maintenanceFrequency: 168h0m0s
                """);
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                Resources.text(
                                                client,
                                                namespace,
                                                "ResticRepository",
                                                "shop-default",
                                                "/status/phase")
                                        .equals("Ready"));
        Files.writeString(folder.resolve("data"), "x");
        String mine = snapshot("b1");
        Files.writeString(folder.resolve("data"), "y");
        String others = snapshot("b2");
        Files.writeString(folder.resolve("data"), "z");
        String arks = snapshot("ark-10");
        plant("b1", mine, others);
        plant("b2", others);
        plantOfArk("ark-10");

        delete("ark-10");
        assertThat(restic("snapshots", "--json"))
                .as("no list names it, its tags do")
                .contains("\"short_id\":\"" + others, "\"short_id\":\"" + mine)
                .doesNotContain("\"short_id\":\"" + arks);

        delete("b1");
        assertThat(restic("snapshots", "--json"))
                .contains("\"short_id\":\"" + others)
                .doesNotContain("\"short_id\":\"" + mine);
        assertThat(bucket.resolve("backups/b1")).doesNotExist();
        assertThat(
                        client.v1().events().inNamespace(namespace).list().getItems().stream()
                                .filter(event -> event.getReason().equals("ForeignSnapshots"))
                                .map(event -> event.getMessage()))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("backup b1", others)
                .doesNotContain(mine);
    }

    /// Deletes a backup as soon as it is shown.
    private void delete(String backup) {
        await(backup)
                .atMost(LocalServer.patience())
                .until(() -> Resources.get(client, namespace, "Backup", backup).isPresent());
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: DeleteBackupRequest
                metadata: {name: delete-%1$s}
                spec: {backupName: %1$s}
                """
                        .formatted(backup));
        await("deletion of " + backup)
                .atMost(LocalServer.patience())
                .until(() -> Resources.get(client, namespace, "Backup", backup).isEmpty());
    }

    /// As Ark 0.10 left it: without a list of its volumes.
    private void plantOfArk(String backup) throws IOException {
        Path at = Files.createDirectories(bucket.resolve("backups").resolve(backup));
        Files.writeString(
                at.resolve("ark-backup.json"),
                """
                {"kind": "Backup", "apiVersion": "ark.heptio.com/v1",
                 "metadata": {"name": "%s", "uid": "uid-of-%1$s"},
                 "spec": {}, "status": {"phase": "Completed",
                   "startTimestamp": "2018-12-02T07:00:00Z"}}
                """
                        .formatted(backup));
    }

    /// The id of a new snapshot.
    private String snapshot(String backup) throws IOException, InterruptedException {
        String told =
                restic(
                        "backup",
                        "--json",
                        "--tag=backup=" + backup,
                        "--tag=backup-uid=uid-of-" + backup,
                        folder.resolve("data").toString());
        return told.replaceAll("(?s).*\"snapshot_id\":\"([0-9a-f]+)\".*", "$1").substring(0, 8);
    }

    private String restic(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(ResticProgram.path().toString()));
        command.addAll(List.of("--no-cache", "--repo", bucket.resolve("restic/shop").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        String password =
                client.secrets()
                        .inNamespace(namespace)
                        .withName("velero-restic-credentials")
                        .get()
                        .getData()
                        .get("repository-password");
        builder.environment()
                .put("RESTIC_PASSWORD", new String(Base64.getDecoder().decode(password), UTF_8));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private void plant(String backup, String... snapshots) throws IOException {
        Path at = Files.createDirectories(bucket.resolve("backups").resolve(backup));
        try (OutputStream file =
                        Files.newOutputStream(at.resolve(backup + "-podvolumebackups.json.gz"));
                var gzip = new GZIPOutputStream(file)) {
            gzip.write(
                    Stream.of(snapshots)
                            .map(id -> entry(backup, id))
                            .toList()
                            .toString()
                            .getBytes(UTF_8));
        }
        Files.writeString(
                at.resolve("velero-backup.json"),
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1",
                 "metadata": {"name": "%s", "uid": "uid-of-%s"},
                 "spec": {}, "status": {"phase": "Completed",
                   "startTimestamp": "2026-11-21T16:15:17Z"}}
                """
                        .formatted(backup, backup));
    }

    private static String entry(String backup, String snapshot) {
        return """
            {"metadata": {"name": "%s-%s"},
             "spec": {"node": "n", "volume": "data",
               "pod": {"namespace": "shop", "name": "web", "uid": "p1"}},
             "status": {"phase": "Completed", "snapshotID": "%s"}}
            """
                .formatted(backup, snapshot, snapshot);
    }
}
