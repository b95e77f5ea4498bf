package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store whose certificate no public authority has signed.
class S3TlsTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir static Path folder;

    private static FakeS3 s3;
    private static String certificate = "";

    @BeforeAll
    static void start() throws Exception {
        Path file = folder.resolve("keys.p12");
        makeCertificate(file);
        KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        s3 = new FakeS3(context);
        String der = Base64.getMimeEncoder().encodeToString(keys.getCertificate("s3").getEncoded());
        certificate = "-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n";
    }

    private static void makeCertificate(Path file) throws IOException, InterruptedException {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made =
                new ProcessBuilder(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                "s3",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        assertThat(made.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    private static ObjectStore open(URI address, String caCert, Map<String, String> more) {
        var config = new HashMap<>(more);
        StoreSettings base = S3ObjectStoreTest.settings(address, FakeS3.BUCKET, config);
        var settings =
                new StoreSettings(
                        "default",
                        "aws",
                        FakeS3.BUCKET,
                        base.config(),
                        caCert,
                        base.credentials(),
                        new Secret(KEY));
        return S3ObjectStore.open(settings, S3ObjectStoreTest.LIMITS, (_, _) -> URI.create("x"));
    }

    private static void use(ObjectStore store) throws IOException {
        store.put("k", new ByteArrayInputStream("text".getBytes(UTF_8)), 4);
        try (InputStream stream = store.get("k")) {
            assertThat(stream).hasContent("text");
        }
    }

    private static void assertUntrusted(ObjectStore store) {
        assertThatThrownBy(() -> store.head("k"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("TLS: ")
                .hasMessageContaining("check the location's caCert");
    }

    @Test
    void trustsNobodyByItself() {
        try (ObjectStore store = open(s3.address(), "", Map.of())) {
            assertUntrusted(store);
        }
    }

    @Test
    void trustsWhomTheLocationTrusts() throws IOException {
        try (ObjectStore store = open(s3.address(), certificate, Map.of())) {
            use(store);
        }
    }

    @Test
    void trustsTheCertificateForItsOwnHostOnly() {
        URI other = URI.create(s3.address().toString().replace("127.0.0.1", "localhost"));
        try (ObjectStore store = open(other, certificate, Map.of())) {
            assertUntrusted(store);
        }
    }

    @Test
    void trustsAnybodyWhenToldTo() throws IOException {
        URI other = URI.create(s3.address().toString().replace("127.0.0.1", "localhost"));
        try (ObjectStore store = open(other, "", Map.of("insecureSkipTLSVerify", "true"))) {
            use(store);
        }
    }

    @Test
    void sendsACustomersKeyWithEveryRequestForAnObject() throws IOException {
        s3.clear();
        Map<String, String> config = Map.of("customerKeyEncryptionSecret", "secret/key");
        try (ObjectStore store = open(s3.address(), certificate, config)) {
            use(store);
            assertThat(store.head("k")).isPresent();
            store.put("large", new ByteArrayInputStream(new byte[150_000]));
            assertThat(store.putIfAbsent("claim", new byte[1]))
                    .isEqualTo(ObjectStore.PutIfAbsent.CREATED);
        }
        List<String> withoutKey =
                s3.requests().stream().filter(line -> !line.contains("customer-key")).toList();
        assertThat(withoutKey).allMatch(line -> line.matches("POST .*uploadId=.*|HEAD /bucket .*"));
        assertThat(s3.requests()).hasSizeGreaterThan(8).noneMatch(line -> line.contains(KEY));
    }
}
