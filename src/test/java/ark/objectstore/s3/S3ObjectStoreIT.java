package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ark.item.Secret;
import ark.objectstore.BrokenBody;
import ark.objectstore.FaultyProxy;
import ark.objectstore.FaultyProxy.Fault;
import ark.objectstore.ObjectStoreContract;
import ark.spi.ObjectStore;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// The contract against a real server, and what only a real one can tell.
@MinioTest
class S3ObjectStoreIT extends ObjectStoreContract {
    private static final int MEBIBYTE = 1024 * 1024;

    /// Real parts: S3 takes none below 5 MiB but the last.
    private static final S3Limits LIMITS =
            new S3Limits(
                    5 * MEBIBYTE,
                    10_000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    5,
                    Duration.ofMillis(5));

    private static MinioServer minio;

    private String bucket = "";

    @BeforeAll
    static void take(MinioServer server) {
        minio = server;
    }

    private static StoreSettings settings(
            URI address, String bucket, Map<String, String> more, String credentials) {
        var config = new HashMap<String, String>();
        config.put("region", minio.region());
        config.put("s3Url", address.toString());
        config.put("s3ForcePathStyle", "true");
        config.putAll(more);
        return new StoreSettings(
                "default",
                "velero.io/aws",
                bucket,
                config,
                "",
                new Secret(credentials),
                new Secret(""));
    }

    @Test
    void tellsTheTimeOfTheStore() {
        assertThat(store.time())
                .hasValueSatisfying(
                        time -> assertThat(time).isCloseTo(Instant.now(), within(5, SECONDS)));
    }

    private static ObjectStore open(URI address, String bucket, Map<String, String> more) {
        return S3ObjectStore.open(
                settings(address, bucket, more, minio.credentialsFile()),
                LIMITS,
                (key, _) -> URI.create("http://own/" + key));
    }

    /// MinIO lists those of one whole key only.
    private List<MultipartUpload> openUploads(String key) {
        return minio.client()
                .listMultipartUploads(request -> request.bucket(bucket).prefix(key))
                .uploads();
    }

    @Override
    protected ObjectStore emptyStore() {
        bucket = minio.createBucket();
        return open(minio.endpoint(), bucket, Map.of());
    }

    @Override
    protected ObjectStore storeWithoutBucket() {
        return open(minio.endpoint(), "no-such-bucket", Map.of());
    }

    @Override
    protected long largeBytes() {
        return 11 * MEBIBYTE;
    }

    @Test
    void refusesWrongCredentials() {
        for (String file :
                List.of(
                        minio.credentialsFile().replace(minio.secretKey(), "wrong"),
                        minio.credentialsFile().replace(minio.accessKey(), "wrong"))) {
            StoreSettings settings = settings(minio.endpoint(), bucket, Map.of(), file);
            try (ObjectStore stranger =
                    S3ObjectStore.open(settings, LIMITS, (_, _) -> URI.create("x"))) {
                assertFails(Reason.DENIED, () -> stranger.get("k").close());
                assertFails(Reason.DENIED, () -> stranger.head("k"));
                assertFails(Reason.DENIED, () -> stranger.list("", _ -> {}));
                assertFails(Reason.DENIED, () -> stranger.putIfAbsent("k", new byte[1]));
                assertFails(
                        Reason.DENIED,
                        () -> stranger.put("k", new ByteArrayInputStream(new byte[9])));
                assertFails(Reason.DENIED, () -> stranger.delete("k"));
            }
        }
    }

    @Test
    void refusesAnAddressThatHasExpired() throws Exception {
        put("k", "x");
        URI address = store.sign("k", Duration.ofSeconds(1));
        int status = 200;
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (status == 200 && System.nanoTime() < end) {
            status = fetch(address).statusCode();
        }
        assertThat(status).isEqualTo(403);
    }

    @Test
    void leavesNoPartsBehind() {
        leavesNothingOfABrokenBody(store);
        assertThat(openUploads("k")).isEmpty();
    }

    @Test
    void discardsWhatADeadProcessLeft() {
        minio.client().createMultipartUpload(request -> request.bucket(bucket).key("a/left"));
        assertThat(openUploads("a/left")).hasSize(1);
        store.discardUnfinished("a/left", Instant.now().minusSeconds(3600));
        assertThat(openUploads("a/left")).hasSize(1);
        store.discardUnfinished("a/left", Instant.now().plusSeconds(3600));
        assertThat(openUploads("a/left")).isEmpty();
    }

    private static void leavesNothingOfABrokenBody(ObjectStore store) {
        var broken = new BrokenBody(7 * MEBIBYTE);
        assertFails(Reason.REFUSED, () -> store.put("k", broken));
    }

    @Test
    void asksForTheRegionWhenTheLocationNamesNone() throws IOException {
        try (ObjectStore asking = open(minio.endpoint(), bucket, Map.of("region", ""))) {
            asking.put("k", new ByteArrayInputStream("x".getBytes(UTF_8)), 1);
        }
        assertThat(text("k")).isEqualTo("x");
    }

    @Test
    void storesWithEveryChecksumAlgorithm() throws IOException {
        for (String algorithm : List.of("CRC32", "CRC32C", "SHA1", "SHA256")) {
            Map<String, String> config = Map.of("checksumAlgorithm", algorithm);
            try (ObjectStore checking = open(minio.endpoint(), bucket, config)) {
                byte[] large = chance(3, 6 * MEBIBYTE);
                checking.put("large", new ByteArrayInputStream(large));
                checking.put("small", new ByteArrayInputStream(large, 0, 1000), 1000);
                try (InputStream stream = checking.get("large")) {
                    assertThat(stream.readAllBytes()).isEqualTo(large);
                }
                try (InputStream stream = checking.get("small")) {
                    assertThat(stream.readAllBytes()).hasSize(1000);
                }
            }
        }
    }

    @Test
    void tagsObjects() {
        Map<String, String> config = Map.of("tagging", "team=shop&kind=backup");
        try (ObjectStore tagging = open(minio.endpoint(), bucket, config)) {
            tagging.put("small", new ByteArrayInputStream(new byte[1]), 1);
            tagging.put("large", new ByteArrayInputStream(new byte[6 * MEBIBYTE]));
        }
        for (String key : List.of("small", "large")) {
            assertThat(
                            minio.client()
                                    .getObjectTagging(request -> request.bucket(bucket).key(key))
                                    .tagSet())
                    .extracting(tag -> tag.key() + "=" + tag.value())
                    .containsExactlyInAnyOrder("team=shop", "kind=backup");
        }
    }

    @Test
    void bridgesAnyOneFaultOfTheNetwork() throws IOException {
        try (var proxy = new FaultyProxy(minio.endpoint());
                ObjectStore behind = open(proxy.address(), bucket, Map.of())) {
            var life = new StoreLife(behind, chance(5, 6 * MEBIBYTE));
            life.live();
            int requests = proxy.requests().size();
            String busy = "<Error><Code>SlowDown</Code><Message>Later.</Message></Error>";
            for (Fault fault :
                    List.of(
                            new Fault.Answer(503, Map.of(), busy),
                            new Fault.Answer(429, Map.of("Retry-After", "0"), ""),
                            new Fault.Answer(500, Map.of(), "<html>oh</html>"),
                            new Fault.Reset(),
                            new Fault.CutBody(40, true),
                            new Fault.CutBody(40, false),
                            new Fault.LostAnswer())) {
                for (int number = 1; number <= requests; number++) {
                    proxy.breakOnly(number, fault);
                    life.live();
                }
            }
        }
        assertThat(keys("")).isEmpty();
    }

    @Test
    void survivesARestartOfTheStore() throws Exception {
        try (MinioServer own = MinioServer.start()) {
            own.createBucket("kept");
            var patient =
                    new S3Limits(
                            5 * MEBIBYTE,
                            10_000,
                            LIMITS.connect(),
                            LIMITS.idle(),
                            LIMITS.call(),
                            LIMITS.part(),
                            8,
                            Duration.ofMillis(200));
            StoreSettings settings =
                    settings(own.endpoint(), "kept", Map.of(), own.credentialsFile());
            try (ObjectStore kept =
                    S3ObjectStore.open(settings, patient, (_, _) -> URI.create("x"))) {
                own.stop();
                Thread restart = Thread.ofVirtual().start(own::restart);
                kept.put("k", new ByteArrayInputStream(new byte[6 * MEBIBYTE]));
                restart.join();
                assertThat(kept.head("k").orElseThrow().bytes()).isEqualTo(6L * MEBIBYTE);
            }
        }
    }
}
