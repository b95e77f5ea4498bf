package ark.objectstore.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.objectstore.ObjectStoreContract;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemObjectStoreTest extends ObjectStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Secret KEY = new Secret("0123456789abcdef0123456789abcdef");

    private static DownloadListener listener;

    @TempDir Path folder;

    @BeforeAll
    static void startListener() throws IOException {
        listener = new DownloadListener();
    }

    @AfterAll
    static void stopListener() {
        listener.close();
    }

    private Path bucket() {
        return folder.resolve("bucket");
    }

    @Override
    protected ObjectStore emptyStore() throws IOException {
        Files.createDirectories(bucket());
        return open(bucket());
    }

    @Override
    protected ObjectStore storeWithoutBucket() {
        return open(folder.resolve("missing"));
    }

    /// A folder has no pages, and each put waits for the disk.
    @Override
    protected int moreThanAPage() {
        return 50;
    }

    private static ObjectStore open(Path bucket) {
        var urls = new DownloadUrls(KEY, listener.base(), CLOCK);
        var store =
                new FilesystemObjectStore(
                        bucket, (key, validity) -> urls.sign("default", key, validity), CLOCK);
        listener.serve(store, urls);
        return store;
    }

    private List<String> filesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void isAFolderOfPlainFilesThatOnlyOwnerAndGroupMayRead() throws IOException {
        put("backups/b1/velero-backup.json", "{}");
        Path file = bucket().resolve("backups/b1/velero-backup.json");
        assertThat(file).hasContent("{}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .matches("rw-.{3}---");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .matches("rwx.{3}---");
        assertThat(store.address()).isEqualTo("file:" + bucket());
    }

    @Test
    void listsWhatSomebodyCopiedIntoTheFolder() throws IOException {
        Files.createDirectories(bucket().resolve("restic/shop/data/00"));
        Files.writeString(bucket().resolve("restic/shop/config"), "x");
        Files.createDirectories(bucket().resolve("lost+found"));
        assertThat(keys("")).containsExactly("restic/shop/config");
        List<String> prefixes = new ArrayList<>();
        store.listPrefixes("", prefixes::add);
        assertThat(prefixes).containsExactly("restic/"); // an empty folder is none
    }

    @Test
    void hasNoFileForAKeyThatMeansAnotherPlace() throws IOException {
        Files.writeString(folder.resolve("outside"), "secret");
        for (String key :
                List.of(
                        "../outside",
                        "a/../../outside",
                        "..",
                        ".",
                        "",
                        "/",
                        "//",
                        "a//b",
                        "/etc/passwd",
                        "a/",
                        "./a",
                        "a/./b",
                        "nul\0",
                        "x".repeat(256),
                        "ü".repeat(128),
                        "x/".repeat(512) + "x",
                        ".ark-tmp-0",
                        "a/.ark-tmp-7/b")) {
            assertFails(Reason.REFUSED, () -> put(key, "x"));
            assertFails(Reason.REFUSED, () -> store.put(key, InputStream.nullInputStream()));
            assertFails(Reason.REFUSED, () -> store.putIfAbsent(key, new byte[1]));
            assertFails(Reason.NOT_FOUND, () -> store.get(key).close());
            assertThat(store.head(key)).isEmpty();
            store.delete(key);
            store.list(key + "/", _ -> {});
        }
        assertThat(filesBelow(folder)).containsExactly("bucket", "outside");
    }

    @Test
    void doesNotListOutsideTheBucket() throws IOException {
        Files.writeString(folder.resolve("outside"), "secret");
        assertThat(keys("../")).isEmpty();
        assertThat(keys("..")).isEmpty();
        assertThat(keys("/")).isEmpty();
    }

    @Test
    void refusesAnObjectAboveOrBelowAnother() throws IOException {
        put("a", "file");
        assertFails(Reason.REFUSED, () -> put("a/b", "below"));
        assertThatThrownBy(() -> put("a/b/c", "below"))
                .hasMessageContaining("an object or a link is where its folder would be");
        assertThat(text("a")).isEqualTo("file");
        put("d/e", "below");
        assertFails(Reason.REFUSED, () -> put("d", "above"));
        assertThatThrownBy(() -> put("d", "above"))
                .hasMessageContaining("other objects lie below this key");
        assertThat(store.putIfAbsent("d", new byte[1])).isEqualTo(ObjectStore.PutIfAbsent.EXISTS);
        assertThat(text("d/e")).isEqualTo("below");
        assertThat(filesBelow(bucket())).containsExactly("a", "d", "d/e");
    }

    @Test
    void followsNoLinkOutOfTheBucket() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "secret");
        Files.createSymbolicLink(bucket().resolve("folder"), outside);
        Files.createSymbolicLink(bucket().resolve("file"), outside.resolve("file"));
        Files.createSymbolicLink(bucket().resolve("dangling"), outside.resolve("new"));
        assertThat(keys("")).isEmpty();
        assertThat(keys("folder/")).isEmpty();
        store.listPrefixes("", prefix -> assertThat(prefix).isEmpty());
        for (String key : List.of("folder/file", "file", "dangling")) {
            assertFails(Reason.NOT_FOUND, () -> store.get(key).close());
            assertThat(store.head(key)).isEmpty();
            store.delete(key);
        }
        assertFails(Reason.REFUSED, () -> put("folder/new", "x"));
        assertFails(Reason.REFUSED, () -> put("folder/deep/new", "x"));
        put("file", "mine"); // replaces the link, not what it points to
        put("dangling", "mine");
        assertThat(outside.resolve("file")).hasContent("secret");
        assertThat(filesBelow(outside)).containsExactly("file");
        assertThat(text("file")).isEqualTo("mine");
    }

    @Test
    void worksWhenTheBucketItselfIsReachedThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), bucket());
        try (ObjectStore linked = open(link)) {
            linked.put("a/b", new ByteArrayInputStream("x".getBytes(UTF_8)), 1);
            assertThat(linked.head("a/b")).isPresent();
            linked.delete("a/b");
        }
        assertThat(filesBelow(bucket())).isEmpty();
    }

    @Test
    void leavesOtherThingsThanFilesAlone() throws Exception {
        Path pipe = bucket().resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertThat(keys("")).isEmpty();
        assertFails(Reason.NOT_FOUND, () -> store.get("pipe").close());
        store.delete("pipe");
        assertThat(pipe).exists();
    }

    @Test
    void neverMakesTheBucketAgain() throws IOException {
        put("a/b", "x");
        Files.delete(bucket().resolve("a/b"));
        Files.delete(bucket().resolve("a"));
        Files.delete(bucket());
        assertFails(Reason.NO_BUCKET, () -> put("a/b", "x"));
        assertFails(Reason.NO_BUCKET, () -> store.putIfAbsent("a/b", new byte[1]));
        assertFails(Reason.NO_BUCKET, () -> store.delete("a/b"));
        assertFails(Reason.NO_BUCKET, () -> keys(""));
        assertThatThrownBy(() -> keys("backups/"))
                .hasMessage(
                        "listing file:%s/backups/: there is no folder %s. Mount the volume that"
                                        .formatted(bucket(), bucket())
                                + " holds it, or make it if it is to be a new bucket");
        assertThat(bucket()).doesNotExist();
    }

    @Test
    void saysThatTheBucketVanishedWhileItWasRead() throws IOException {
        put("a/b", "x");
        put("c/d", "x");
        assertFails(Reason.NO_BUCKET, () -> store.list("", _ -> removeAllBelow(bucket())));
        assertThat(bucket()).doesNotExist();
    }

    private static void removeAllBelow(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (NoSuchFileException _) { // the second call finds nothing
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void hidesFilesThatAreBeingWrittenAndRemovesThoseLeftByACrash() throws IOException {
        put("b/k", "x");
        Path fresh = Files.writeString(bucket().resolve("b/.ark-tmp-0"), "half");
        Path old = Files.writeString(bucket().resolve("b/.ark-tmp-1"), "half");
        Files.setLastModifiedTime(fresh, FileTime.from(NOW.minus(Duration.ofHours(23))));
        Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofHours(25))));
        put("b/k", "y"); // takes another name than the two
        assertThat(keys("")).containsExactly("b/k");
        assertThat(fresh).exists();
        assertThat(old).doesNotExist();
        store.delete("b/k");
        store.listPrefixes("", prefix -> assertThat(prefix).isEmpty());
    }

    @Test
    void removesFoldersThatBecameEmptyButNeverTheBucket() throws IOException {
        put("a/b/c/d", "x");
        put("a/e", "x");
        store.delete("a/b/c/d");
        assertThat(filesBelow(bucket())).containsExactly("a", "a/e");
        store.delete("a/e");
        assertThat(filesBelow(bucket())).isEmpty();
        assertThat(bucket()).exists();
    }

    @Test
    void storesIntoFoldersThatOthersAreEmptying() throws Exception {
        List<Callable<Boolean>> workers =
                IntStream.range(0, 4)
                        .<Callable<Boolean>>mapToObj(
                                worker ->
                                        () -> {
                                            for (int i = 0; i < 8; i++) {
                                                put("deep/er/" + worker, "x");
                                                store.delete("deep/er/" + worker);
                                            }
                                            return true;
                                        })
                        .toList();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> worker : threads.invokeAll(workers)) {
                assertThat(worker.get()).isTrue();
            }
        }
        assertThat(filesBelow(bucket())).isEmpty();
    }

    @Test
    void saysThatAFileWasCutWhileItWasRead() throws IOException {
        put("k", "x".repeat(200_000));
        try (InputStream stream = store.get("k")) {
            assertThat(stream.read()).isEqualTo('x');
            try (var file = Files.newByteChannel(bucket().resolve("k"), StandardOpenOption.WRITE)) {
                file.truncate(1000);
            }
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("it ended after 1000 of 200000 bytes");
        }
    }

    @Test
    void keepsReadingTheObjectThatItOpenedWhileItIsReplaced() throws IOException {
        put("k", "old");
        try (InputStream stream = store.get("k")) {
            put("k", "new and longer");
            assertThat(new String(stream.readAllBytes(), UTF_8)).isEqualTo("old");
        }
        assertThat(text("k")).isEqualTo("new and longer");
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        assertFails(Reason.UNREACHABLE, () -> put("k", "x".repeat(100_000)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(filesBelow(bucket())).isEmpty();
    }

    @Test
    void refusesAnAddressThatHasExpired() throws Exception {
        put("k", "x");
        assertThat(fetch(store.sign("k", Duration.ZERO)).statusCode()).isEqualTo(403);
    }
}
