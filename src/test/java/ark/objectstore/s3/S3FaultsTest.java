package ark.objectstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.objectstore.FaultyProxy;
import ark.objectstore.FaultyProxy.Fault;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.testing.GrowingLimit;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store behind a network that breaks.
class S3FaultsTest {
    private static final S3Limits LIMITS =
            new S3Limits(
                    50_000,
                    10_000,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    4,
                    Duration.ofMillis(1));

    private static S3Limits impatient(Duration idle) {
        return new S3Limits(
                50_000,
                10_000,
                LIMITS.connect(),
                idle,
                LIMITS.call(),
                LIMITS.part(),
                3,
                LIMITS.firstPause());
    }

    private static final byte[] LARGE = new byte[70_000];

    private static FakeS3 s3;
    private static FaultyProxy proxy;
    private static ObjectStore store;

    @BeforeAll
    static void start() throws IOException {
        new Random(7).nextBytes(LARGE);
        s3 = new FakeS3();
        proxy = new FaultyProxy(s3.address());
        store = open(proxy.address());
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
        proxy.close();
        s3.close();
    }

    private static ObjectStore open(URI address) {
        return open(address, LIMITS);
    }

    private static ObjectStore open(URI address, S3Limits limits) {
        return S3ObjectStore.open(
                S3ObjectStoreTest.settings(address, FakeS3.BUCKET, Map.of()),
                limits,
                (_, _) -> URI.create("x"));
    }

    @BeforeEach
    void clear() {
        s3.clear();
        proxy.plan((_, _) -> new Fault.None());
    }

    @AfterEach
    void leaveNoUpload() {
        assertThat(s3.openUploads()).isZero();
    }

    /// Each request of a backup's life breaks once; [S3ObjectStoreIT] breaks them in more ways.
    private void breakEach(Fault fault) throws IOException {
        var life = new StoreLife(store, LARGE);
        life.live();
        int requests = proxy.requests().size();
        assertThat(requests).isGreaterThan(15);
        for (int number = 1; number <= requests; number++) {
            proxy.breakOnly(number, fault);
            life.live();
            assertThat(s3.openUploads()).as("request %d", number).isZero();
        }
        assertThat(s3.keys()).isEmpty();
    }

    @Test
    void bridgesAnyOneRefusal() throws IOException {
        breakEach(new Fault.Answer(503, Map.of(), error("SlowDown")));
    }

    @Test
    void bridgesAnyOneResetConnection() throws IOException {
        breakEach(new Fault.Reset());
    }

    @Test
    void resumesADownloadAsOftenAsItAdvances() throws IOException {
        store.put("k", new ByteArrayInputStream(LARGE));
        proxy.plan((n, _) -> new Fault.CutBody(n * 10_000, n % 2 == 0));
        try (InputStream stream = store.get("k")) {
            assertThat(stream.available()).isPositive();
            assertThat(stream.readAllBytes()).isEqualTo(LARGE);
            assertThat(stream.available()).isZero();
        }
        assertThat(s3.requests()).contains("GET /bucket/k bytes=10000-");
    }

    @Test
    void neverTakesACutDownloadForAWholeOne() throws IOException {
        store.put("k", new ByteArrayInputStream(LARGE));
        for (boolean reset : new boolean[] {true, false}) {
            proxy.plan((n, _) -> new Fault.CutBody(n == 1 ? 40_000 : 0, reset));
            try (InputStream stream = store.get("k")) {
                assertFails(
                        Reason.UNREACHABLE,
                        stream::readAllBytes,
                        "reading s3://bucket/k: the connection broke after 40000 of 70000 bytes");
            }
        }
    }

    @Test
    void neverMixesTwoVersionsOfAnObject() throws IOException {
        store.put("k", new ByteArrayInputStream(LARGE));
        proxy.breakOnly(1, new Fault.CutBody(40_000, true));
        try (InputStream stream = store.get("k")) {
            assertThat(stream.readNBytes(10)).hasSize(10);
            store.put("k", new ByteArrayInputStream(new byte[60_000]));
            assertFails(Reason.CORRUPT, stream::readAllBytes, "it was replaced while it was read");
        }
    }

    @Test
    void waitsNoLongerThanItMustForAStoreThatIsSilent() throws Exception {
        store.put("k", new ByteArrayInputStream(LARGE));
        GrowingLimit.passes(this::bridgesASilenceOf);
    }

    private void bridgesASilenceOf(Duration idle) throws IOException {
        try (ObjectStore impatient = open(proxy.address(), impatient(idle))) {
            proxy.breakOnly(1, new Fault.Stall(30_000));
            try (InputStream stream = impatient.get("k")) {
                assertThat(stream.readAllBytes()).isEqualTo(LARGE);
            }
            proxy.breakOnly(1, new Fault.Stall(-1));
            assertThat(impatient.head("k")).isPresent();
            proxy.plan((_, _) -> new Fault.Stall(-1));
            assertFails(
                    Reason.UNREACHABLE,
                    () -> impatient.head("k"),
                    "looking for s3://bucket/k: cannot reach " + proxy.address());
        }
    }

    @Test
    void givesUpOnAPartThatNobodyTakes() {
        try (ObjectStore impatient = open(proxy.address(), impatient(Duration.ofMillis(200)))) {
            proxy.plan((_, _) -> new Fault.Stall(-1));
            assertFails(
                    Reason.UNREACHABLE,
                    () -> impatient.put("k", new ByteArrayInputStream(new byte[10])),
                    "no answer in time");
        }
    }

    @Test
    void readsFromASlowStore() throws IOException {
        store.put("k", new ByteArrayInputStream(new byte[30]), 30);
        proxy.plan((_, _) -> new Fault.Slow(1));
        try (InputStream stream = store.get("k")) {
            assertThat(stream.readAllBytes()).hasSize(30);
        }
    }

    @Test
    void abortsAnUploadThatCannotGoOn() {
        proxy.plan(
                (_, line) -> line.contains("partNumber=2") ? new Fault.Reset() : new Fault.None());
        assertFails(
                Reason.UNREACHABLE,
                () -> store.put("k", new ByteArrayInputStream(LARGE)),
                "storing s3://bucket/k: cannot reach");
        assertThat(s3.keys()).isEmpty();
    }

    @Test
    void abortsAnUploadThatIsNotCompleted() {
        String failed = "<Error><Code>InternalError</Code><Message>Oh.</Message></Error>";
        proxy.plan(
                (_, line) ->
                        line.startsWith("POST") && line.contains("uploadId=")
                                ? new Fault.Answer(200, Map.of(), failed)
                                : new Fault.None());
        assertThatThrownBy(() -> store.put("k", new ByteArrayInputStream(LARGE)))
                .isInstanceOf(StoreException.class);
        assertThat(s3.keys()).isEmpty();
    }

    @Test
    void abortsAnUploadWhenItsThreadIsInterrupted() {
        InputStream interrupting =
                new FilterInputStream(new ByteArrayInputStream(LARGE)) {
                    private int bytes;

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        int count = super.read(buffer, offset, Math.min(length, 10_000));
                        bytes += count;
                        if (bytes == 60_000) {
                            Thread.currentThread().interrupt();
                        }
                        return count;
                    }
                };
        assertFails(
                Reason.UNREACHABLE, () -> store.put("k", interrupting), "storing s3://bucket/k");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(s3.keys()).isEmpty();
    }

    @Test
    void namesTheStoreThatDoesNotAnswer() throws IOException {
        try (var deaf = new Socket()) { // it has the port, so that nobody else listens there
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI address = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
            try (ObjectStore nobody = open(address)) {
                assertFails(
                        Reason.UNREACHABLE,
                        () -> nobody.get("k"),
                        "reading s3://bucket/k: cannot reach " + address + ": connection refused");
            }
        }
        try (ObjectStore nowhere = open(URI.create("http://no-such-host.invalid"))) {
            assertFails(
                    Reason.UNREACHABLE,
                    () -> nowhere.get("k"),
                    "cannot reach http://no-such-host.invalid: no such host");
        }
    }

    @Test
    void givesTheReasonOfARefusal() {
        assertRefusal(403, "AccessDenied", Reason.DENIED, "may not do this");
        assertRefusal(403, "InvalidAccessKeyId", Reason.DENIED, "check the access key");
        assertRefusal(403, "SignatureDoesNotMatch", Reason.DENIED, "check the secret key");
        assertRefusal(403, "RequestTimeTooSkewed", Reason.DENIED, "the clocks of server and store");
        assertRefusal(400, "ExpiredToken", Reason.DENIED, "the credentials have expired");
        assertRefusal(404, "NoSuchBucket", Reason.NO_BUCKET, "NoSuchBucket");
        assertRefusal(404, "NoSuchKey", Reason.NOT_FOUND, "NoSuchKey");
        assertRefusal(507, "XMinioStorageFull", Reason.FULL, "XMinioStorageFull");
        assertRefusal(403, "QuotaExceeded", Reason.FULL, "QuotaExceeded");
        assertRefusal(
                301, "PermanentRedirect", Reason.MISCONFIGURED, "check the location's region");
        assertRefusal(400, "AuthorizationHeaderMalformed", Reason.MISCONFIGURED, "region");
        assertRefusal(503, "SlowDown", Reason.UNREACHABLE, "SlowDown");
        assertRefusal(403, "InvalidObjectState", Reason.DENIED, "InvalidObjectState");
        assertRefusal(400, "Whatever", Reason.REFUSED, "Whatever: No. (HTTP 400 from http://");
    }

    private void assertRefusal(int status, String code, Reason reason, String words) {
        proxy.plan((_, _) -> new Fault.Answer(status, Map.of(), error(code)));
        assertFails(reason, () -> store.get("k"), words);
        assertFails(reason, () -> store.put("k", new ByteArrayInputStream(new byte[1])), words);
    }

    @Test
    void doesNotFollowARedirectToAnotherHost() throws IOException {
        try (var other = new FakeS3()) {
            Map<String, String> headers = Map.of("Location", other.address() + "/bucket/k");
            for (int status : new int[] {301, 302, 307, 308}) {
                proxy.plan((_, _) -> new Fault.Answer(status, headers, ""));
                assertFails(Reason.MISCONFIGURED, () -> store.get("k"), "HTTP " + status + " from");
            }
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void readsNoMoreOfAnErrorThanItNeeds() {
        String bomb =
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;\">"
                        + "<!ENTITY c SYSTEM \"file:///etc/passwd\">]>"
                        + "<Error><Code>AccessDenied</Code><Message>&b;&c;</Message></Error>";
        proxy.plan((_, _) -> new Fault.Answer(403, Map.of(), bomb));
        assertThatThrownBy(() -> store.get("k"))
                .hasMessageNotContaining("root:")
                .hasMessageNotContaining("aaaa");
        String huge = "<Error><Code>AccessDenied</Code><Message>" + "x".repeat(5_000_000);
        proxy.plan((_, _) -> new Fault.Answer(403, Map.of(), huge));
        assertFails(Reason.DENIED, () -> store.get("k"), "HTTP 403");
        assertThatThrownBy(() -> store.get("k"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void keepsWhatAStrangerSaysOnOneLine() {
        String said = "<Error><Code>Odd</Code><Message>a\n\u001b[31mb" + "c".repeat(2000);
        proxy.plan(
                (_, _) ->
                        new Fault.Answer(
                                400,
                                Map.of(),
                                said.replace("\u001b", "&#27;") + "</Message></Error>"));
        assertThatThrownBy(() -> store.get("k"))
                .satisfies(
                        e ->
                                assertThat(e.getMessage())
                                        .hasSizeLessThan(700)
                                        .doesNotContain("\n", "\u001b"));
    }

    @Test
    void keepsItsSecretsFromEveryMessage() {
        for (String code : List.of("SignatureDoesNotMatch", "InvalidAccessKeyId", "Odd")) {
            proxy.plan((_, _) -> new Fault.Answer(403, Map.of(), error(code)));
            assertThatThrownBy(() -> store.get("k"))
                    .satisfies(
                            e -> {
                                for (Throwable t = e; t != null; t = t.getCause()) {
                                    assertThat(t.toString()).doesNotContain(FakeS3.SECRET_KEY);
                                }
                            });
        }
    }

    @Test
    void stopsAskingForPagesThatLeadNowhere() {
        String page = "<ListBucketResult><IsTruncated>true</IsTruncated>%s</ListBucketResult>";
        proxy.plan((_, _) -> new Fault.Answer(200, Map.of(), page.formatted("")));
        assertFails(
                Reason.REFUSED,
                () -> store.list("", _ -> {}),
                "the store says that there is more, not where");
        String same = "<NextContinuationToken>again</NextContinuationToken>";
        proxy.plan((_, _) -> new Fault.Answer(200, Map.of(), page.formatted(same)));
        assertFails(
                Reason.REFUSED,
                () -> store.list("", _ -> {}),
                "the store says that there is more, not where");
    }

    @Test
    void takesNoWebPageForAStore() {
        for (String page : List.of("<html>Welcome</html>", "Welcome", "")) {
            proxy.plan((_, _) -> new Fault.Answer(200, Map.of(), page));
            String words = "is not S3. Remedy: check the location's s3Url";
            assertFails(Reason.UNREACHABLE, () -> store.list("", _ -> {}), words);
            assertFails(
                    Reason.UNREACHABLE,
                    () -> store.put("k", new ByteArrayInputStream(new byte[1])),
                    words);
            assertFails(
                    Reason.UNREACHABLE,
                    () -> store.put("k", new ByteArrayInputStream(LARGE)),
                    words);
        }
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>No.</Message></Error>";
    }

    private static void assertFails(Reason reason, ThrowingCallable call, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .hasMessageContaining(words);
    }
}
