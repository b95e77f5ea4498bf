package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.objectstore.MemoryObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What a bucket that somebody damaged, or made up, is answered with.
class DamagedBackupTest {
    private static final String CONTENTS = "backups/b1/b1.tar.gz";

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final BackupStore store = new BackupStore(bucket, "");

    @Test
    void noticesOneFlippedBit() {
        store.put(SampleBackup.files("b1"));
        byte[] content = bucket.content(CONTENTS);
        content[7] ^= 1;
        bucket.put(CONTENTS, content);
        assertCorrupt(() -> read("b1"), "it is not what was stored: its SHA-256 is ");
    }

    @Test
    void noticesTheContentsOfAnotherBackup() {
        store.put(SampleBackup.files("b1", "contents of one".getBytes(UTF_8)));
        store.put(SampleBackup.files("b2", "contents of two".getBytes(UTF_8)));
        bucket.put(CONTENTS, bucket.content("backups/b2/b2.tar.gz"));
        assertCorrupt(() -> read("b1"), "reading memory://bucket/" + CONTENTS + ": it is not what");
    }

    @Test
    void noticesAMissingEndBeforeAnythingIsRead() {
        store.put(SampleBackup.files("b1"));
        bucket.put(CONTENTS, Arrays.copyOf(bucket.content(CONTENTS), 5));
        assertCorrupt(
                () -> store.open("b1", BackupFile.CONTENTS),
                "it has 5 bytes, the manifest says " + SampleBackup.CONTENTS.length);
    }

    @Test
    void noticesAMissingFile() {
        store.put(SampleBackup.files("b1"));
        bucket.delete(CONTENTS);
        assertCorrupt(
                () -> store.open("b1", BackupFile.CONTENTS),
                "the manifest has it, the bucket does not");
    }

    @Test
    void noticesAMissingFileOfAVeleroBackupByItsAbsence() {
        bucket.put("backups/b1/velero-backup.json", "{}");
        assertThatThrownBy(() -> store.open("b1", BackupFile.CONTENTS))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void noticesTheManifestOfAnotherBackup() {
        store.put(SampleBackup.files("b1"));
        store.put(SampleBackup.files("b2"));
        bucket.put("backups/b1/b1-manifest.json", bucket.content("backups/b2/b2-manifest.json"));
        assertCorrupt(() -> read("b1"), "it is the manifest of another backup, b2");
    }

    @Test
    void refusesAManifestThatSaysNothing() {
        store.put(SampleBackup.files("b1"));
        for (String junk :
                new String[] {
                    "", "[]", "{\"files\":[{}]}", "{\"files\":[{\"key\":\"x\",\"size\":1}]}"
                }) {
            bucket.put("backups/b1/b1-manifest.json", junk);
            assertCorrupt(() -> read("b1"), "b1-manifest.json");
        }
        bucket.put("backups/b1/b1-manifest.json", new byte[70 * 1024]);
        assertCorrupt(() -> read("b1"), "it holds more than 65536 bytes");
    }

    @Test
    void comparesTheTailThatAReaderLeaves() throws IOException {
        byte[] contents = new byte[200_000];
        store.put(SampleBackup.files("b1", contents));
        try (InputStream stream = store.open("b1", BackupFile.CONTENTS)) {
            assertThat(stream.readNBytes(190_000)).hasSize(190_000);
        }
        contents[199_999] = 1;
        bucket.put(CONTENTS, contents);
        assertCorrupt(
                () -> {
                    try (InputStream stream = store.open("b1", BackupFile.CONTENTS)) {
                        stream.skipNBytes(190_000);
                    }
                },
                "it is not what was stored");
    }

    @Test
    void letsAReaderGiveUpEarly() throws IOException {
        store.put(SampleBackup.files("b1", new byte[200_000]));
        bucket.put(CONTENTS, new byte[199_999 + 1]);
        try (InputStream stream = store.open("b1", BackupFile.CONTENTS)) {
            assertThat(stream.read()).isZero();
        }
    }

    @Test
    void takesNullEmptyAndAbsentListsForTheSame() {
        bucket.put("backups/b1/velero-backup.json", "{}");
        assertThat(store.json("b1", BackupFile.VOLUME_SNAPSHOTS)).isEmpty();
        bucket.put("backups/b1/b1-volumesnapshots.json.gz", JsonFile.compress(bytes("null")));
        assertThat(store.json("b1", BackupFile.VOLUME_SNAPSHOTS)).isEmpty();
        bucket.put("backups/b1/b1-volumesnapshots.json.gz", JsonFile.compress(bytes("[]")));
        assertThat(store.json("b1", BackupFile.VOLUME_SNAPSHOTS))
                .hasValueSatisfying(list -> assertThat(list).isEmpty());
    }

    @Test
    void neverTakesACutListForAShortOne() {
        bucket.put("backups/b1/velero-backup.json", "{}");
        byte[] list = JsonFile.compress(bytes("[" + "{\"a\":1},".repeat(500) + "{}]"));
        bucket.put("backups/b1/b1-podvolumebackups.json.gz", Arrays.copyOf(list, list.length / 2));
        assertCorrupt(
                () -> store.json("b1", BackupFile.POD_VOLUME_BACKUPS),
                "b1-podvolumebackups.json.gz");
        bucket.put("backups/b1/b1-podvolumebackups.json.gz", "plain");
        assertCorrupt(
                () -> store.json("b1", BackupFile.POD_VOLUME_BACKUPS),
                "b1-podvolumebackups.json.gz");
    }

    @Test
    void doesNotUnpackAListThatNeverEnds() {
        bucket.put("backups/b1/velero-backup.json", "{}");
        byte[] bomb = JsonFile.compress(new byte[BackupStore.MAX_LIST_BYTES]);
        bucket.put("backups/b1/b1-podvolumebackups.json.gz", bomb);
        assertThat(bomb.length).isLessThan(100_000);
        assertCorrupt(
                () -> store.json("b1", BackupFile.POD_VOLUME_BACKUPS),
                "it holds more than 67108864");
    }

    @Test
    void doesNotReadMetadataLargerThanAnyBackup() {
        bucket.put("backups/b1/velero-backup.json", new byte[BackupStore.MAX_METADATA_BYTES + 1]);
        assertCorrupt(() -> store.metadata("b1"), "it holds more than 33554432 bytes");
    }

    @Test
    void listsOnlyFoldersThatCanBeBackups() {
        store.put(SampleBackup.files("b1"));
        for (String junk :
                new String[] {
                    "backups/readme.txt",
                    "backups//x",
                    "backups/../x",
                    "backups/UPPER/velero-backup.json",
                    "backups/a b/velero-backup.json",
                    "backups/-x/velero-backup.json",
                    "backups/\u202e/velero-backup.json",
                    "backups/" + "x".repeat(254) + "/velero-backup.json",
                    "readme.txt"
                }) {
            bucket.put(junk, "junk");
        }
        assertThat(store.backupNames()).containsExactly("b1");
        assertThat(store.problems()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private void read(String backup) throws IOException {
        try (InputStream stream = store.open(backup, BackupFile.CONTENTS)) {
            stream.readAllBytes();
        }
    }

    private static void assertCorrupt(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessageContaining(message);
    }
}
