package ark.objectstore.s3;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.objectstore.BrokenBody;
import ark.objectstore.ObjectStoreContract;
import ark.spi.ObjectStore;
import ark.spi.ObjectStore.PutIfAbsent;
import ark.spi.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The contract over HTTP; the same against a real server is [S3ObjectStoreIT].
class S3ObjectStoreTest extends ObjectStoreContract {
    static final S3Limits LIMITS =
            new S3Limits(
                    100_000,
                    10_000,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    4,
                    Duration.ofMillis(1));

    private static FakeS3 s3;

    @BeforeAll
    static void start() throws IOException {
        s3 = new FakeS3();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    static StoreSettings settings(URI address, String bucket, Map<String, String> more) {
        var config = new HashMap<String, String>();
        config.put("region", "moon-1");
        config.put("s3Url", address.toString());
        config.put("s3ForcePathStyle", "true");
        config.putAll(more);
        var credentials =
                new Secret(
                        "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                                .formatted(FakeS3.ACCESS_KEY, FakeS3.SECRET_KEY));
        return new StoreSettings("default", "aws", bucket, config, "", credentials, new Secret(""));
    }

    private static ObjectStore open(String bucket) {
        return S3ObjectStore.open(
                settings(s3.address(), bucket, Map.of()),
                LIMITS,
                (key, _) -> URI.create("http://ark.invalid/" + key));
    }

    @Override
    protected ObjectStore emptyStore() {
        s3.clear();
        return open(FakeS3.BUCKET);
    }

    @Override
    protected ObjectStore storeWithoutBucket() {
        return open("missing");
    }

    @Override
    protected int moreThanAPage() {
        return 45;
    }

    /// The fake believes every signature.
    @Test
    @Override
    protected void signsAddressesThatNeedNoCredentials() {}

    @Test
    @Override
    protected void signsAddressesOfObjectsThatAreNotThere() {}

    @Test
    @Override
    protected void refusesSignedAddressesThatWereChanged() {}

    @Test
    void tellsTheTimeOfItsAnswersAlsoOfARefusal() {
        Instant before = Instant.now().truncatedTo(SECONDS); // the header has no fractions
        assertThat(store.time())
                .hasValueSatisfying(time -> assertThat(time).isBetween(before, Instant.now()));
        assertThat(open("missing").time()).isPresent();
    }

    @Test
    void sendsWhatFitsIntoOnePartInOneRequest() {
        put("k", "small");
        store.put("l", new ByteArrayInputStream(new byte[99_999]));
        store.put("m", new ByteArrayInputStream(new byte[100_000]), 100_000);
        assertThat(s3.requests()).hasSize(3).allMatch(request -> request.startsWith("PUT "));
    }

    @Test
    void sendsMoreInParts() {
        store.put("k", new ByteArrayInputStream(new byte[100_000]));
        assertThat(s3.requests())
                .extracting(request -> request.replaceAll("uploadId=[^ ]*", "uploadId"))
                .containsExactly(
                        "POST /bucket/k?uploads ",
                        "PUT /bucket/k?partNumber=1&uploadId ",
                        "POST /bucket/k?uploadId ");
    }

    @Test
    void leavesNoPartsBehind() {
        assertThatThrownBy(() -> store.put("k", new BrokenBody(250_000)))
                .hasMessageContaining("the disk is on fire");
        assertThat(s3.openUploads()).isZero();
        assertThat(s3.requests()).anyMatch(request -> request.startsWith("DELETE "));
    }

    @Test
    void discardsWhatADeadProcessLeftOnEveryPage() {
        List.of("a/1", "a/2 +", "a/3", "b/1").forEach(s3::beginUpload);
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");
        store.discardUnfinished("a/", noon);
        assertThat(s3.openUploads()).isEqualTo(4);
        store.discardUnfinished("a/", noon.plusSeconds(1));
        assertThat(s3.openUploads()).isEqualTo(1);
        assertThat(s3.requests())
                .filteredOn(request -> request.startsWith("DELETE "))
                .extracting(request -> request.replaceAll("uploadId=[^ ]*", "uploadId"))
                .containsExactly(
                        "DELETE /bucket/a/1?uploadId ",
                        "DELETE /bucket/a/2%20%2B?uploadId ",
                        "DELETE /bucket/a/3?uploadId ");
    }

    @Test
    void takesLargerPartsSoThatTheirNumberSuffices() {
        S3Limits few =
                new S3Limits(
                        1000,
                        10,
                        LIMITS.connect(),
                        LIMITS.idle(),
                        LIMITS.call(),
                        LIMITS.part(),
                        2,
                        LIMITS.firstPause());
        StoreSettings settings = settings(s3.address(), FakeS3.BUCKET, Map.of());
        try (ObjectStore store = S3ObjectStore.open(settings, few, (_, _) -> URI.create("x"))) {
            store.put("known", new ByteArrayInputStream(new byte[99_999]), 99_999);
            assertThat(store.head("known").orElseThrow().bytes()).isEqualTo(99_999);
            assertThat(s3.requests().stream().filter(line -> line.contains("partNumber")))
                    .hasSize(10);
            store.put("unknown", new ByteArrayInputStream(new byte[15_000])); // 5 × 1000 + 5 × 2000
            assertThat(store.head("unknown").orElseThrow().bytes()).isEqualTo(15_000);
            assertThatThrownBy(() -> store.put("more", new ByteArrayInputStream(new byte[15_001])))
                    .hasMessage(
                            "storing s3://bucket/more: it has more than 15000 bytes, which is the"
                                    + " most that 10 parts hold");
        }
        assertThat(s3.openUploads()).isZero();
    }

    @Test
    void saysWhenTheStoreHasNoConditionalPuts() throws IOException {
        try (var old = new FakeS3()) {
            old.forgetConditionalPuts();
            StoreSettings settings = settings(old.address(), FakeS3.BUCKET, Map.of());
            try (ObjectStore store =
                    S3ObjectStore.open(settings, LIMITS, (_, _) -> URI.create("x"))) {
                assertThat(store.putIfAbsent("k", new byte[1])).isEqualTo(PutIfAbsent.UNSUPPORTED);
                assertThat(old.keys()).isEmpty();
            }
        }
    }

    @Test
    void asksForTheRegionWhenTheLocationNamesNone() {
        StoreSettings settings = settings(s3.address(), FakeS3.BUCKET, Map.of("region", ""));
        try (ObjectStore store = S3ObjectStore.open(settings, LIMITS, (_, _) -> URI.create("x"))) {
            assertThat(store.sign("k", VALIDITY).toString()).contains("%2Fmoon-1%2Fs3%2F");
        }
        assertThat(s3.requests().getFirst()).startsWith("HEAD /bucket");
    }

    @Test
    void signsForThePublicAddressInVersion4() {
        Map<String, String> config = Map.of("publicUrl", "https://minio.example.com:9443/");
        StoreSettings settings = settings(s3.address(), FakeS3.BUCKET, config);
        try (ObjectStore store = S3ObjectStore.open(settings, LIMITS, (_, _) -> URI.create("x"))) {
            assertThat(store.sign("backups/b1/b1.tar.gz", VALIDITY).toString())
                    .startsWith("https://minio.example.com:9443/bucket/backups/b1/b1.tar.gz?")
                    .contains("X-Amz-Algorithm=AWS4-HMAC-SHA256")
                    .contains("X-Amz-Expires=600")
                    .contains("X-Amz-SignedHeaders=host")
                    .doesNotContain(FakeS3.SECRET_KEY);
        }
    }

    @Test
    void letsTheServerHandOutWhatACustomersKeyEncrypts() throws IOException {
        var key = new Secret("0123456789abcdef0123456789abcdef");
        StoreSettings base = settings(s3.address(), FakeS3.BUCKET, Map.of());
        var config = new HashMap<>(base.config());
        config.put("customerKeyEncryptionSecret", "secret/key");
        var settings =
                new StoreSettings(
                        "default", "aws", FakeS3.BUCKET, config, "", base.credentials(), key);
        try (ObjectStore store =
                S3ObjectStore.open(settings, LIMITS, (k, _) -> URI.create("http://own/" + k))) {
            assertThat(store.sign("k", VALIDITY)).hasToString("http://own/k");
        }
        assertThat(List.of(settings.toString())).noneMatch(text -> text.contains(key.value()));
    }
}
