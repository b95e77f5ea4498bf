package ark.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.spi.ObjectStore;
import ark.spi.ObjectStore.PutIfAbsent;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every object store promises. A test of a store extends this; what it cannot promise is an
/// override with the reason.
public abstract class ObjectStoreContract {
    protected static final Duration VALIDITY = Duration.ofMinutes(10);

    protected ObjectStore store;

    /// A store whose bucket is there and empty.
    protected abstract ObjectStore emptyStore() throws Exception;

    /// A store whose bucket is not there.
    protected abstract ObjectStore storeWithoutBucket() throws Exception;

    /// More bytes than this store sends or keeps in one piece.
    protected long largeBytes() {
        return 300_000;
    }

    /// More objects than this store lists in one answer; S3 has pages of 1000.
    protected int moreThanAPage() {
        return 1010;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = emptyStore();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    protected final void put(String key, String text) {
        byte[] content = text.getBytes(UTF_8);
        store.put(key, new ByteArrayInputStream(content), content.length);
    }

    protected final String text(String key) throws IOException {
        try (InputStream stream = store.get(key)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    protected final List<String> keys(String prefix) {
        var keys = new ArrayList<String>();
        store.list(prefix, object -> keys.add(object.key()));
        Collections.sort(keys);
        return keys;
    }

    private List<String> prefixes(String prefix) {
        var prefixes = new ArrayList<String>();
        store.listPrefixes(prefix, prefixes::add);
        Collections.sort(prefixes);
        return prefixes;
    }

    protected static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    /// The same bytes for the same seed.
    protected static byte[] chance(long seed, long bytes) {
        byte[] content = new byte[Math.toIntExact(bytes)];
        new Random(seed).nextBytes(content);
        return content;
    }

    protected static HttpResponse<byte[]> fetch(URI address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                    BodyHandlers.ofByteArray());
        }
    }

    @Test
    void givesBackWhatWasStored() throws IOException {
        put("backups/b1/velero-backup.json", "{}");
        assertThat(text("backups/b1/velero-backup.json")).isEqualTo("{}");
    }

    @Test
    void storesNothingAtAllAsAnObject() throws IOException {
        put("empty", "");
        assertThat(text("empty")).isEmpty();
        assertThat(store.put("empty-too", InputStream.nullInputStream())).isZero();
        assertThat(text("empty-too")).isEmpty();
        assertThat(keys("")).containsExactly("empty", "empty-too");
    }

    @Test
    void storesALargeBodyOfKnownLength() throws IOException {
        byte[] content = chance(1, largeBytes());
        store.put("large", new ByteArrayInputStream(content), content.length);
        try (InputStream stream = store.get("large")) {
            assertThat(stream.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void storesALargeBodyOfUnknownLength() throws IOException {
        byte[] content = chance(2, largeBytes());
        assertThat(store.put("large", new ByteArrayInputStream(content))).isEqualTo(content.length);
        try (InputStream stream = store.get("large")) {
            assertThat(stream.readAllBytes()).isEqualTo(content);
        }
        assertThat(store.head("large").map(StoredObject::bytes)).hasValue((long) content.length);
    }

    @Test
    void leavesNothingWhenTheBodyBreaks() {
        assertThatThrownBy(() -> store.put("a/broken", new BrokenBody(largeBytes() - 1000)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a/broken")
                .hasMessageContaining("the disk is on fire");
        assertThatThrownBy(() -> store.put("a/broken", new BrokenBody(10)))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.put("a/broken", new BrokenBody(10), 20))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(
                        () -> store.put("a/broken", new BrokenBody(largeBytes()), largeBytes() + 9))
                .isInstanceOf(StoreException.class);
        assertThat(store.head("a/broken")).isEmpty();
        assertThat(keys("")).isEmpty();
        assertThat(prefixes("")).isEmpty();
    }

    @Test
    void leavesNothingWhenTheLengthIsNotAsAnnounced() {
        for (long wrong : new long[] {0, 4, 6, largeBytes()}) {
            assertThatThrownBy(() -> store.put("k", new ByteArrayInputStream(new byte[5]), wrong))
                    .as("%d bytes", wrong)
                    .isInstanceOf(StoreException.class);
            assertThat(store.head("k")).as("%d bytes", wrong).isEmpty();
        }
    }

    @Test
    void replacesAnObjectOrLeavesItAsItWas() throws IOException {
        put("k", "one");
        put("k", "two");
        assertThat(text("k")).isEqualTo("two");
        assertThatThrownBy(() -> store.put("k", new BrokenBody(10)))
                .isInstanceOf(StoreException.class);
        assertThat(text("k")).isEqualTo("two");
        assertThat(keys("")).containsExactly("k");
    }

    @Test
    void saysThatAnObjectIsMissing() {
        put("folder/k", "x");
        for (String key : List.of("none", "folder", "folder/", "folder/k/x", "folder/none")) {
            assertFails(Reason.NOT_FOUND, () -> store.get(key).close());
            assertThat(store.head(key)).as(key).isEmpty();
            store.delete(key);
        }
        assertThatThrownBy(() -> store.get("folder/none").close())
                .hasMessageContaining(store.address() + "/folder/none");
        assertThat(keys("")).containsExactly("folder/k");
    }

    @Test
    void knowsLengthAndAge() {
        put("k", "12345");
        StoredObject object = store.head("k").orElseThrow();
        assertThat(object.key()).isEqualTo("k");
        assertThat(object.bytes()).isEqualTo(5);
        var listed = new ArrayList<StoredObject>();
        store.list("", listed::add);
        assertThat(listed)
                .singleElement()
                .satisfies(found -> assertThat(found.bytes()).isEqualTo(5))
                .satisfies(
                        found ->
                                assertThat(Duration.between(found.modified(), object.modified()))
                                        .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(1)));
    }

    @Test
    void listsWhatBeginsWithThePrefix() {
        List.of("a/1", "a/2", "ab/1", "b/c/d/e", "top").forEach(key -> put(key, "x"));
        assertThat(keys("")).containsExactly("a/1", "a/2", "ab/1", "b/c/d/e", "top");
        assertThat(keys("a")).containsExactly("a/1", "a/2", "ab/1");
        assertThat(keys("a/")).containsExactly("a/1", "a/2");
        assertThat(keys("a/2")).containsExactly("a/2");
        assertThat(keys("b/c")).containsExactly("b/c/d/e");
        assertThat(keys("none/")).isEmpty();
        assertThat(keys("none/deep/x")).isEmpty();
    }

    @Test
    void givesTheFoldersBelowAPrefix() {
        List.of("a/1", "a/2", "ab/1", "b/c/d/e", "b/f/g", "b/h", "top")
                .forEach(key -> put(key, "x"));
        assertThat(prefixes("")).containsExactly("a/", "ab/", "b/");
        assertThat(prefixes("a")).containsExactly("a/", "ab/");
        assertThat(prefixes("b/")).containsExactly("b/c/", "b/f/");
        assertThat(prefixes("b/c")).containsExactly("b/c/");
        assertThat(prefixes("b/c/d/")).isEmpty();
        assertThat(prefixes("none/")).isEmpty();
    }

    @Test
    void listsMoreThanOnePage() throws Exception {
        int count = moreThanAPage();
        List<Callable<Boolean>> puts =
                IntStream.range(0, count)
                        .<Callable<Boolean>>mapToObj(
                                i ->
                                        () -> {
                                            put("many/%04d/x".formatted(i), "x");
                                            return true;
                                        })
                        .toList();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (Future<Boolean> put : threads.invokeAll(puts)) {
                assertThat(put.get()).isTrue();
            }
        }
        assertThat(keys("many/")).hasSize(count).doesNotHaveDuplicates();
        assertThat(prefixes("many/")).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void deletesOneObject() {
        List.of("a/1", "a/2").forEach(key -> put(key, "x"));
        store.delete("a/1");
        store.delete("a/1");
        assertThat(keys("")).containsExactly("a/2");
        store.delete("a/2");
        assertThat(keys("")).isEmpty();
        assertThat(prefixes("")).isEmpty();
    }

    @Test
    void takesKeysWithAllSortsOfLetters() throws IOException {
        List<String> odd =
                List.of(
                        "odd/a b+c&d=e?f#g",
                        "odd/%2f%41",
                        "odd/'\"<>;:,@!$()*[]{}|^`~",
                        "odd/ünï-日本",
                        "odd/...",
                        "odd/-n",
                        "odd/" + "x".repeat(200));
        for (String key : odd) {
            put(key, key);
        }
        for (String key : odd) {
            assertThat(text(key)).isEqualTo(key);
        }
        assertThat(keys("odd/")).containsExactlyInAnyOrderElementsOf(odd);
        odd.forEach(store::delete);
        assertThat(keys("")).isEmpty();
    }

    @Test
    void storesOnlyWhereNothingIs() throws IOException {
        assertThat(store.putIfAbsent("c/claim", new byte[] {'1'})).isEqualTo(PutIfAbsent.CREATED);
        assertThat(store.putIfAbsent("c/claim", new byte[] {'2'})).isEqualTo(PutIfAbsent.EXISTS);
        assertThat(text("c/claim")).isEqualTo("1");
        store.delete("c/claim");
        assertThat(store.putIfAbsent("c/claim", new byte[] {'3'})).isEqualTo(PutIfAbsent.CREATED);
        assertThat(text("c/claim")).isEqualTo("3");
        assertThat(keys("")).containsExactly("c/claim");
    }

    @Test
    void letsOneOfManyStoreWhereNothingIs() throws Exception {
        List<PutIfAbsent> results =
                inParallel(
                        IntStream.range(0, 12)
                                .<Callable<PutIfAbsent>>mapToObj(
                                        i -> () -> store.putIfAbsent("k", new byte[] {(byte) i}))
                                .toList());
        assertThat(results).containsOnlyOnce(PutIfAbsent.CREATED);
        assertThat(results.stream().filter(result -> result == PutIfAbsent.EXISTS)).hasSize(11);
        try (InputStream stream = store.get("k")) {
            assertThat(stream.read()).isEqualTo(results.indexOf(PutIfAbsent.CREATED));
        }
    }

    @Test
    void keepsOneOfManyBodiesWhole() throws Exception {
        List<Callable<Boolean>> puts =
                IntStream.range(0, 12)
                        .<Callable<Boolean>>mapToObj(
                                i ->
                                        () -> {
                                            byte[] content = new byte[100_000];
                                            Arrays.fill(content, (byte) i);
                                            store.put("same", new ByteArrayInputStream(content));
                                            return true;
                                        })
                        .toList();
        inParallel(puts);
        try (InputStream stream = store.get("same")) {
            byte[] content = stream.readAllBytes();
            assertThat(content).hasSize(100_000).containsOnly(content[0]);
        }
        assertThat(keys("")).containsExactly("same");
    }

    private static <T> List<T> inParallel(List<Callable<T>> calls) throws Exception {
        var results = new ArrayList<T>();
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    void readsABodyOnceToItsEnd() throws IOException {
        InputStream inParts =
                new SequenceInputStream(
                        new ByteArrayInputStream("one ".getBytes(UTF_8)),
                        new ByteArrayInputStream("two".getBytes(UTF_8)));
        store.put("k", inParts, 7);
        assertThat(text("k")).isEqualTo("one two");
        assertThat(inParts.read()).isEqualTo(-1);
    }

    @Test
    protected void tellsAMissingBucketFromAnEmptyOne() throws Exception {
        try (ObjectStore gone = storeWithoutBucket()) {
            assertFails(Reason.NO_BUCKET, () -> gone.get("k").close());
            assertFails(Reason.NO_BUCKET, () -> gone.head("k"));
            assertFails(Reason.NO_BUCKET, () -> gone.list("", _ -> {}));
            assertFails(Reason.NO_BUCKET, () -> gone.listPrefixes("backups/", _ -> {}));
            assertFails(Reason.NO_BUCKET, () -> gone.put("k", InputStream.nullInputStream(), 0));
            assertFails(
                    Reason.NO_BUCKET, () -> gone.put("k", new ByteArrayInputStream(new byte[9])));
            assertFails(Reason.NO_BUCKET, () -> gone.putIfAbsent("k", new byte[1]));
        }
    }

    @Test
    void tellsItsTimeInWholeSecondsOrThatItHasNone() {
        assertThat(store.time().stream())
                .allMatch(time -> time.equals(time.truncatedTo(ChronoUnit.SECONDS)));
    }

    @Test
    protected void signsAddressesThatNeedNoCredentials() throws Exception {
        put("backups/b 1/b+1-logs.gz", "log");
        HttpResponse<byte[]> response = fetch(store.sign("backups/b 1/b+1-logs.gz", VALIDITY));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).asString(UTF_8).isEqualTo("log");
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    protected void signsAddressesOfObjectsThatAreNotThere() throws Exception {
        assertThat(fetch(store.sign("none", VALIDITY)).statusCode()).isEqualTo(404);
    }

    @Test
    protected void refusesSignedAddressesThatWereChanged() throws Exception {
        put("mine", "mine");
        put("yours", "yours");
        String address = store.sign("mine", VALIDITY).toString();
        assertThat(fetch(URI.create(address.replace("/mine?", "/yours?"))).statusCode())
                .isEqualTo(403);
        char last = address.charAt(address.length() - 1);
        String forged = address.substring(0, address.length() - 1) + (last == 'A' ? 'B' : 'A');
        assertThat(fetch(URI.create(forged)).statusCode()).isIn(400, 403);
    }
}
