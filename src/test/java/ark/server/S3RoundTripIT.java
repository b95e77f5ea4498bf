package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ark.testing.FakeProxy;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import ark.testing.TestCertificate;
import ark.testing.TestSecret;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Namespaces go to S3 and come back, by a server that is a process of its own and lives behind
/// proxies: the cluster is behind the one of the kubeconfig, whatever is reached by https behind
/// the one of the environment.
@KubernetesTest
@MinioTest
class S3RoundTripIT {
    private static final String NAMESPACE = "s3-round-trip-it";
    private static final String CUSTOMER_KEY = "0123456789abcdef0123456789abcdef";

    @TempDir private static Path folder;
    private static KubernetesCluster cluster;
    private static KubernetesClient client;
    private static MinioServer plain;
    private static MinioServer secured;
    private static TestCertificate certificate;
    private static FakeProxy toCluster;
    private static FakeProxy toStores;
    private static ServerProcess server;
    private static LocalRuns runs;

    private String workload = "";

    @BeforeAll
    static void start(KubernetesCluster shared, MinioServer minio) throws IOException {
        cluster = shared;
        client = shared.client();
        plain = minio;
        certificate = TestCertificate.in(folder);
        secured = MinioServer.startWithTls(certificate);
        toCluster = FakeProxy.http("jane:secret");
        toStores = FakeProxy.http("joe:hidden");
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(NAMESPACE)
                                .endMetadata()
                                .build())
                .create();
        secret("plain", plain.credentialsFile());
        secret("secured", secured.credentialsFile());
        server =
                ServerProcess.start(
                        folder.resolve("server.log"),
                        kubeconfigBehindProxy(),
                        NAMESPACE,
                        Map.of(
                                "HTTPS_PROXY",
                                "http://joe:hidden@127.0.0.1:" + toStores.port(),
                                "NO_PROXY",
                                "10.0.0.0/8,.excepted.example"),
                        "--store-validation-frequency=1s",
                        "--backup-sync-period=1s");
        runs = new LocalRuns(client, NAMESPACE, folder);
    }

    private static void secret(String name, String credentials) {
        TestSecret.put(client, NAMESPACE, name, TestSecret.CLOUD, credentials);
    }

    private static Path kubeconfigBehindProxy() throws IOException {
        String direct = Files.readString(cluster.kubeconfig());
        String proxy = "http://jane:secret@127.0.0.1:" + toCluster.port();
        Path file = folder.resolve("behind-proxy.kubeconfig");
        Files.writeString(
                file, direct.replaceFirst("server: ", "proxy-url: \"" + proxy + "\", server: "));
        return file;
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        secured.close();
        toCluster.close();
        toStores.close();
        client.namespaces().withName(NAMESPACE).delete();
    }

    @BeforeEach
    void makeWorkload(TestInfo test) {
        workload = "shop-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        cluster.kubectl("create", "namespace", workload);
        cluster.kubectl("create", "configmap", "page", "-n=" + workload, "--from-literal=k=hello");
    }

    @AfterEach
    void removeWorkload() {
        cluster.kubectl("delete", "namespace", workload, "--ignore-not-found", "--wait=false");
    }

    /// @param config further YAML of one line
    private static void location(
            String name, MinioServer minio, URI address, String bucket, String config) {
        create(name, address, minio == plain ? "plain" : "secured", "bucket: " + bucket, config);
        awaitText("BackupStorageLocation", name, "/status/phase", "Available");
    }

    private static void create(
            String name, URI address, String secret, String storage, String config) {
        Resources.create(
                client,
                NAMESPACE,
                """
                apiVersion: velero.io/v1
                kind: BackupStorageLocation
                metadata: {name: %s}
                spec:
                  provider: aws
                  objectStorage: {%s}
                  credential: {name: %s, key: cloud}
                  config: {region: %s, s3ForcePathStyle: "true", s3Url: "%s"%s}
                """
                        .formatted(name, storage, secret, plain.region(), address, config));
    }

    private static void awaitText(String kind, String name, String pointer, String expected) {
        await(kind + " " + name)
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () ->
                                assertThat(runs.text(kind, name, pointer))
                                        .as(
                                                "%s\n%s",
                                                runs.text(kind, name, "/status"), server.log())
                                        .isEqualTo(expected));
    }

    private static String trusted() {
        byte[] pem = certificate.certificatePem().getBytes(UTF_8);
        return "caCert: " + Base64.getEncoder().encodeToString(pem);
    }

    /// @return where the files of the backup come from
    private URI thereAndBack(String location, HttpClient reader) throws Exception {
        String backup = "b-" + location;
        String restore = "r-" + location;
        String spec =
                "{includedNamespaces: [%s], storageLocation: %s}".formatted(workload, location);
        assertThat(runs.backup(backup, spec))
                .as(() -> runs.text("Backup", backup, "/status"))
                .isEqualTo("Completed");
        assertThat(text(reader, "BackupLog", backup)).contains("Backed up item");
        assertThat(text(reader, "BackupResourceList", backup)).contains("v1/ConfigMap", workload);
        assertThat(text(reader, "BackupContents", backup)).contains("metadata/version", "hello");

        lose();
        assertThat(runs.restore(restore, "{backupName: %s}".formatted(backup)))
                .as(() -> runs.text("Restore", restore, "/status"))
                .isEqualTo("Completed");
        assertThat(page()).isEqualTo("hello");
        assertThat(text(reader, "RestoreLog", restore)).contains("Restore completed");
        assertThat(text(reader, "RestoreResults", restore)).contains("errors");
        return urlOf("BackupResults", backup);
    }

    /// Loses what is in the namespace; to lose the namespace itself takes longer, and is done in
    /// other tests.
    private void lose() {
        cluster.kubectl("delete", "configmap", "page", "-n=" + workload);
    }

    private String page() {
        return cluster.kubectl(
                "get", "configmap", "page", "-n=" + workload, "-o=jsonpath={.data.k}");
    }

    /// A file as a client of the server gets it, uncompressed.
    private static String text(HttpClient reader, String kind, String name) throws Exception {
        HttpResponse<byte[]> answer =
                reader.send(
                        HttpRequest.newBuilder(urlOf(kind, name)).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(kind).isEqualTo(200);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(gzip.readAllBytes(), UTF_8);
        }
    }

    private static URI urlOf(String kind, String name) {
        String request = name + "-" + kind.toLowerCase(Locale.ROOT);
        runs.create(
                "DownloadRequest", request, "{target: {kind: %s, name: %s}}".formatted(kind, name));
        awaitText("DownloadRequest", request, "/status/phase", "Processed");
        return URI.create(runs.text("DownloadRequest", request, "/status/downloadURL"));
    }

    private static void delete(String backup) {
        runs.create("DeleteBackupRequest", backup, "{backupName: %s}".formatted(backup));
        await("deletion of " + backup)
                .atMost(Duration.ofMinutes(2))
                .until(() -> Resources.get(client, NAMESPACE, "Backup", backup).isEmpty());
    }

    private static List<String> keys(MinioServer minio, String bucket) {
        return minio.client().listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void aNamespaceComesBackFromABucketWithPrefixAndTags() throws Exception {
        String bucket = plain.createBucket();
        create(
                "plain",
                plain.endpoint(),
                "plain",
                "bucket: %s, prefix: team/prod".formatted(bucket),
                ", tagging: \"team=shop&kind=backup\"");
        awaitText("BackupStorageLocation", "plain", "/status/phase", "Available");
        try (HttpClient reader = HttpClient.newHttpClient()) {
            URI files = thereAndBack("plain", reader);
            assertThat(files.getPort())
                    .as("files come from the store itself")
                    .isEqualTo(plain.endpoint().getPort());
            assertThat(files.getPath()).startsWith("/" + bucket + "/team/prod/backups/b-plain/");
        }
        assertThat(keys(plain, bucket))
                .contains("team/prod/backups/b-plain/velero-backup.json")
                .contains("team/prod/restores/r-plain/restore-r-plain-logs.gz")
                .allSatisfy(key -> assertThat(key).startsWith("team/prod/"))
                .allSatisfy(key -> assertThat(tags(bucket, key)).contains("team=shop"));
        delete("b-plain");
        assertThat(keys(plain, bucket)).isEmpty();
    }

    private static List<String> tags(String bucket, String key) {
        return plain.client().getObjectTagging(r -> r.bucket(bucket).key(key)).tagSet().stream()
                .map(tag -> tag.key() + "=" + tag.value())
                .toList();
    }

    @Test
    void whatACustomersKeyEncryptsComesBackAndNobodyElseReadsIt() throws Exception {
        Path key = folder.resolve("customer.key");
        Files.writeString(key, CUSTOMER_KEY);
        String bucket = secured.createBucket();
        create(
                "sealed",
                secured.endpoint(),
                "secured",
                "bucket: %s, prefix: p, %s".formatted(bucket, trusted()),
                ", customerKeyEncryptionFile: \"%s\"".formatted(key));
        awaitText("BackupStorageLocation", "sealed", "/status/phase", "Available");
        try (HttpClient reader = HttpClient.newHttpClient()) {
            URI files = thereAndBack("sealed", reader);
            assertThat(files.getPath())
                    .as("the server hands them out, for S3 wants the key")
                    .startsWith("/download/");
        }
        assertThat(keys(secured, bucket)).contains("p/backups/b-sealed/b-sealed.tar.gz");
        for (String object : keys(secured, bucket)) {
            assertThatThrownBy(
                            () ->
                                    secured.client()
                                            .getObjectAsBytes(r -> r.bucket(bucket).key(object)))
                    .as(object)
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
        }
        delete("b-sealed");
        assertThat(keys(secured, bucket)).isEmpty();
    }

    @Test
    void aStoreWhoseCertificateNobodyKnowsIsUsedByWhoAsksForIt() throws Exception {
        String bucket = secured.createBucket();
        create("unknown", secured.endpoint(), "secured", "bucket: " + bucket, "");
        awaitText("BackupStorageLocation", "unknown", "/status/phase", "Unavailable");
        assertThat(runs.text("BackupStorageLocation", "unknown", "/status/message"))
                .contains("certificate");
        location(
                "unverified",
                secured,
                secured.endpoint(),
                bucket,
                ", insecureSkipTLSVerify: \"true\"");
        try (HttpClient reader =
                HttpClient.newBuilder().sslContext(certificate.context()).build()) {
            thereAndBack("unverified", reader);
        }
    }

    @Test
    void theClusterAndTheBucketAreReachedThroughTheirProxies() throws Exception {
        URI address = URI.create("https://store.example:" + secured.endpoint().getPort());
        String bucket = secured.createBucket();
        create(
                "proxied",
                address,
                "secured",
                "bucket: %s, %s".formatted(bucket, trusted()),
                ", publicUrl: \"%s\"".formatted(secured.endpoint()));
        create(
                "excepted",
                URI.create("https://store.excepted.example:1"),
                "secured",
                "bucket: " + bucket,
                "");
        awaitText("BackupStorageLocation", "proxied", "/status/phase", "Available");
        try (HttpClient reader =
                HttpClient.newBuilder().sslContext(certificate.context()).build()) {
            thereAndBack("proxied", reader);
        }
        awaitText("BackupStorageLocation", "excepted", "/status/phase", "Unavailable");
        assertThat(toStores.tunnels())
                .as("loopback, NO_PROXY and http are not for the proxy")
                .isNotEmpty()
                .containsOnly(address.getAuthority());
        String api = URI.create(client.getMasterUrl().toString()).getAuthority();
        assertThat(toCluster.tunnels()).isNotEmpty().containsOnly(api);
        assertThat(server.log()).doesNotContain("hidden").doesNotContain("jane:secret");
    }
}
