package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import ark.testing.TestNamespace;
import ark.testing.TestSecret;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// Locations, and what a client asks of the backups in them, on a real API server.
@KubernetesTest
@MinioTest
class LocationIT {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/velero-1.9.7/bucket");

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
    void backupsOfAnotherClusterAppearWithTheirVolumes() throws Exception {
        copy(FIXTURE.resolve("backups"), bucket.resolve("backups"));
        awaitText("Backup", "b1", "Completed", "/status/phase");
        awaitText("Backup", "b2", "Completed", "/status/phase");
        awaitText("Backup", "b3", "Completed", "/status/phase");
        await().atMost(LocalServer.patience())
                .untilAsserted(
                        () -> assertThat(volumesOf("b1")).hasSize(4).allMatch(this::belongsToB1));
        awaitText("BackupStorageLocation", "default", "true", "/spec/default");
        assertThat(text("Backup", "b1", "/spec/storageLocation")).isEqualTo("default");
        assertThat(page("/metrics"))
                .contains(
                        "velero_backup_location_status_gauge{backup_location_name=\"default\"} 1");
    }

    private List<String> volumesOf(String backup) {
        return Resources.all(client, namespace, "PodVolumeBackup")
                .withLabel("velero.io/backup-name", backup)
                .list()
                .getItems()
                .stream()
                .map(volume -> volume.getMetadata().getName())
                .toList();
    }

    private boolean belongsToB1(String volume) {
        String uid = text("Backup", "b1", "/metadata/uid");
        return text("PodVolumeBackup", volume, "/metadata/ownerReferences/0/uid").equals(uid)
                && text("PodVolumeBackup", volume, "/metadata/labels/velero.io~1backup-uid")
                        .equals(uid);
    }

    @Test
    void whatSomebodyPlantsInTheBucketIsNamedAndHidesNothing() throws Exception {
        plant("a-new", "{\"phase\": \"New\"}", "\"hooks\": {\"resources\": [{\"name\": \"x\"}]}");
        plant("b-odd", "{\"phase\": \"Completed\"}", "\"ttl\": \"for ever\"");
        plant("c-wrong", "{\"phase\": \"Completed\"}", "\"includedNamespaces\": 7");
        Path other = bucket.resolve("backups/d-other/velero-backup.json");
        Files.createDirectories(other.getParent());
        Files.copy(bucket.resolve("backups/b-odd/velero-backup.json"), other);
        plant("e-good", "{\"phase\": \"Completed\"}", "\"hooks\": {}");

        awaitText("Backup", "e-good", "Completed", "/status/phase");
        await().atMost(LocalServer.patience())
                .untilAsserted(
                        () ->
                                assertThat(events())
                                        .anyMatch(e -> e.contains("a-new") && e.contains("New"))
                                        .anyMatch(e -> e.contains("b-odd") && e.contains("ttl"))
                                        .anyMatch(e -> e.contains("c-wrong"))
                                        .anyMatch(e -> e.contains("d-other")));
        assertThat(
                        Resources.all(client, namespace, "Backup").list().getItems().stream()
                                .map(backup -> backup.getMetadata().getName()))
                .containsExactly("e-good");
        assertThat(page("/metrics"))
                .contains(
                        "ark_backup_location_rejected_backups{backup_location_name=\"default\"} 4");
    }

    @Test
    void aLocationThatGoesAndComesBackSaysSo() throws Exception {
        awaitText("BackupStorageLocation", "default", "Available", "/status/phase");
        Path away = folder.resolve("away");
        Files.move(bucket, away);
        awaitText("BackupStorageLocation", "default", "Unavailable", "/status/phase");
        assertThat(text("BackupStorageLocation", "default", "/status/message"))
                .startsWith("BackupStorageLocation \"default\" is unavailable: ");
        assertThat(page("/metrics"))
                .contains(
                        "velero_backup_location_status_gauge{backup_location_name=\"default\"} 0");

        Files.move(away, bucket);
        awaitText("BackupStorageLocation", "default", "Available", "/status/phase");
        assertThat(text("BackupStorageLocation", "default", "/status/message")).isEmpty();
    }

    @Test
    void exactlyOneLocationIsTheDefault() {
        awaitText("BackupStorageLocation", "default", "true", "/spec/default");
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: BackupStorageLocation
                metadata: {name: second}
                spec:
                  default: true
                  provider: filesystem
                  config: {path: /nowhere}
                  objectStorage: {bucket: none}
                """);
        awaitText("BackupStorageLocation", "default", "false", "/spec/default");
        assertThat(text("BackupStorageLocation", "second", "/spec/default")).isEqualTo("true");
    }

    @Test
    void aFileOfAFolderIsFetchedFromTheServerBySignedUrl() throws Exception {
        copy(FIXTURE.resolve("backups"), bucket.resolve("backups"));
        awaitText("Backup", "b1", "Completed", "/status/phase");
        HttpResponse<byte[]> log = get(urlOf("BackupLog", "b1"));
        assertThat(log.statusCode()).isEqualTo(200);
        assertThat(log.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(uncompressed(log.body()), UTF_8))
                .contains("Setting up backup temp file");

        HttpResponse<byte[]> none = get(urlOf("BackupItemOperations", "b1"));
        assertThat(none.statusCode()).isEqualTo(404);
    }

    @Test
    void aLocationInS3WorksWithItsOwnCredentialsAndNotWithWrongOnes(MinioServer minio)
            throws Exception {
        String name = minio.createBucket();
        secret("keys", minio.credentialsFile());
        secret("wrong", minio.credentialsFile().replace(minio.secretKey(), "nonsense"));
        byte[] metadata = Files.readAllBytes(FIXTURE.resolve("backups/b1/velero-backup.json"));
        byte[] log = Files.readAllBytes(FIXTURE.resolve("backups/b1/b1-logs.gz"));
        minio.client()
                .putObject(
                        r -> r.bucket(name).key("p/backups/b1/velero-backup.json"),
                        RequestBody.fromBytes(metadata));
        minio.client()
                .putObject(
                        r -> r.bucket(name).key("p/backups/b1/b1-logs.gz"),
                        RequestBody.fromBytes(log));
        s3Location("good", name, minio, "keys");
        s3Location("bad", name, minio, "wrong");

        awaitText("BackupStorageLocation", "good", "Available", "/status/phase");
        awaitText("BackupStorageLocation", "bad", "Unavailable", "/status/phase");
        assertThat(text("BackupStorageLocation", "bad", "/status/message"))
                .doesNotContain("nonsense");
        awaitText("Backup", "b1", "good", "/spec/storageLocation");
        assertThat(get(urlOf("BackupLog", "b1")).body()).isEqualTo(log);
        assertThat(get(urlOf("BackupContents", "b1")).statusCode()).isEqualTo(404);
    }

    @Test
    void aLocationWhoseConfigCannotWorkSaysWhatIsWrong() {
        Map<String, String> wrong =
                Map.of(
                        "colour", "{provider: aws, config: {colour: blue}",
                        "old", "{provider: aws, config: {signatureVersion: '1'}",
                        "folder", "{provider: filesystem, config: {path: /x, region: y}",
                        "gcp", "{provider: gcp");
        wrong.forEach(
                (name, spec) ->
                        Resources.create(
                                client,
                                namespace,
                                """
                                apiVersion: velero.io/v1
                                kind: BackupStorageLocation
                                metadata: {name: %s}
                                spec: %s, objectStorage: {bucket: b}}
                                """
                                        .formatted(name, spec)));
        assertUnavailable(
                "colour", "invalid keys [colour]; valid keys are [region s3Url publicUrl");
        assertUnavailable("old", "signatureVersion: \"1\" is not supported");
        assertUnavailable("folder", "invalid keys [region]; valid keys are [path publicUrl]");
        assertUnavailable("gcp", "there are velero.io/aws, velero.io/filesystem");
    }

    private void assertUnavailable(String location, String why) {
        awaitText("BackupStorageLocation", location, "Unavailable", "/status/phase");
        assertThat(text("BackupStorageLocation", location, "/status/message")).contains(why);
    }

    private void s3Location(String name, String s3Bucket, MinioServer minio, String secret) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: BackupStorageLocation
                metadata: {name: %s}
                spec:
                  provider: aws
                  objectStorage: {bucket: %s, prefix: p}
                  credential: {name: %s, key: cloud}
                  config: {region: %s, s3ForcePathStyle: "true", s3Url: "%s"}
                """
                        .formatted(name, s3Bucket, secret, minio.region(), minio.endpoint()));
    }

    private void secret(String name, String credentials) {
        TestSecret.put(client, namespace, name, TestSecret.CLOUD, credentials);
    }

    private String urlOf(String kind, String name) {
        String request = name + "-" + kind.toLowerCase(java.util.Locale.ROOT);
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: DownloadRequest
                metadata: {name: %s}
                spec: {target: {kind: %s, name: %s}}
                """
                        .formatted(request, kind, name));
        awaitText("DownloadRequest", request, "Processed", "/status/phase");
        return text("DownloadRequest", request, "/status/downloadURL");
    }

    private void plant(String name, String status, String spec) throws IOException {
        Path metadata = bucket.resolve("backups").resolve(name).resolve("velero-backup.json");
        Files.createDirectories(metadata.getParent());
        Files.writeString(
                metadata,
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "%s"},
                 "spec": {%s}, "status": %s}
                """
                        .formatted(name, spec, status));
    }

    private List<String> events() {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals("BackupNotShown"))
                .map(Event::getMessage)
                .toList();
    }

    private void awaitText(String kind, String name, String value, String pointer) {
        await(kind + " " + name + " " + value)
                .atMost(LocalServer.patience())
                .until(() -> text(kind, name, pointer).equals(value));
    }

    private String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }

    private String page(String path) throws IOException, InterruptedException {
        return new String(get(server.page(path).toString()).body(), UTF_8);
    }

    private static HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static byte[] uncompressed(byte[] gzip) throws IOException {
        try (var stream = new GZIPInputStream(new java.io.ByteArrayInputStream(gzip))) {
            return stream.readAllBytes();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
