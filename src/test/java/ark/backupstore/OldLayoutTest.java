package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Buckets of Ark 0.8 to 0.11, and what may lie at a bucket's root.
class OldLayoutTest {
    private static final Duration VALIDITY = Duration.ofSeconds(60);

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final BackupStore store = new BackupStore(bucket, "");

    @BeforeEach
    void fillBuckets() {
        bucket.put("old/ark-backup.json", "{\"old\":1}");
        bucket.put("old/old.tar.gz", "old contents");
        bucket.put("old/old-logs.gz", "old log");
        bucket.put("old/restore-r1-logs.gz", "old restore log");
        bucket.put("old/restore-r1-results.gz", "old restore results");
        bucket.put("backups/middle/ark-backup.json", "{\"middle\":1}");
        bucket.put("backups/middle/middle.tar.gz", "middle contents");
        bucket.put("metadata/revision", "6e9d6f3c");
        bucket.put("backups/new/velero-backup.json", "{\"new\":1}");
        bucket.put("backups/new/new.tar.gz", "new contents");
    }

    @Test
    void listsAndOpensBackupsOfAllEras() throws IOException {
        assertThat(store.problems()).isEmpty();
        assertThat(store.backupNames()).containsExactly("middle", "new", "old");
        for (String name : store.backupNames()) {
            assertThat(store.metadata(name)).hasValue(("{\"" + name + "\":1}").getBytes(UTF_8));
            try (InputStream stream = store.open(name, BackupFile.CONTENTS)) {
                assertThat(stream).hasContent(name + " contents");
            }
        }
    }

    @Test
    void signsWhereTheFileReallyIs() {
        assertThat(store.sign(new DownloadTarget.OfBackup("old", BackupFile.LOG), VALIDITY))
                .hasPath("/old/old-logs.gz");
        assertThat(store.sign(new DownloadTarget.OfBackup("middle", BackupFile.CONTENTS), VALIDITY))
                .hasPath("/backups/middle/middle.tar.gz");
        assertThat(
                        store.sign(
                                new DownloadTarget.OfRestore("r1", "old", RestoreFile.RESULTS),
                                VALIDITY))
                .hasPath("/old/restore-r1-results.gz");
        assertThat(
                        store.sign(
                                new DownloadTarget.OfRestore("r2", "old", RestoreFile.RESULTS),
                                VALIDITY))
                .hasPath("/restores/r2/restore-r2-results.gz");
    }

    @Test
    void opensAndDeletesTheFilesOfAnOldRestore() throws IOException {
        var log = new DownloadTarget.OfRestore("r1", "old", RestoreFile.LOG);
        try (InputStream stream = store.open(log)) {
            assertThat(stream).hasContent("old restore log");
        }
        store.deleteRestore("r1", "old");
        assertThat(bucket.keys())
                .contains("old/old-logs.gz", "old/ark-backup.json")
                .noneMatch(key -> key.contains("restore-r1"));
    }

    @Test
    void putsTheFilesOfARestoreIntoTheFolderOfAnOldBackupOnly() {
        var body = Body.ofJson("{}".getBytes(UTF_8));
        store.putRestoreFile(new DownloadTarget.OfRestore("r9", "old", RestoreFile.RESULTS), body);
        store.putRestoreFile(
                new DownloadTarget.OfRestore("r9", "middle", RestoreFile.RESULTS), body);

        assertThat(bucket.keys())
                .contains("old/restore-r9-results.gz", "restores/r9/restore-r9-results.gz");
    }

    @Test
    void deletesAnOldBackupWithItsRestoresFiles() {
        store.delete("old");
        assertThat(bucket.keys()).noneMatch(key -> key.startsWith("old/"));
        store.delete("middle");
        store.delete("new");
        assertThat(bucket.keys()).containsExactly("metadata/revision");
    }

    @Test
    void staysUsableAndIsFinishedWhenAnOldBackupIsHalfDeleted() {
        var dying = new BackupStore(FaultyObjectStore.dyingAfter(bucket, 4), "");
        try {
            dying.delete("old");
        } catch (StoreException _) { // it died on the way, as it should
        }
        assertThat(store.exists("old")).isFalse();
        assertThat(bucket.keys()).contains("old/old.tar.gz");
        assertThat(store.problems()).isEmpty();
        store.delete("old");
        assertThat(bucket.keys()).noneMatch(key -> key.startsWith("old/"));
    }

    @Test
    void neverDeletesAFolderThatIsNoBackup() {
        bucket.put("restic/ns/config", "repository");
        bucket.put("kopia/ns/config", "repository");
        bucket.put("photos/cat.jpg", "cat");
        for (String name : new String[] {"restic", "kopia", "plugins", "backups", "photos"}) {
            bucket.put(name + "/ark-backup.json.txt", "no backup");
            store.delete(name);
            store.uncommit(name);
        }
        assertThat(bucket.keys())
                .contains("restic/ns/config", "kopia/ns/config", "photos/cat.jpg")
                .contains("backups/ark-backup.json.txt");
    }

    @Test
    void acceptsTheFoldersThatVeleroHas() {
        for (String folder :
                new String[] {"backups", "restores", "restic", "metadata", "plugins", "kopia"}) {
            bucket.put(folder + "/x", "x");
        }
        bucket.put("file-at-the-root", "x");
        assertThat(store.problems()).isEmpty();
    }

    @Test
    void namesUpToThreeFoldersThatDoNotBelong() {
        bucket.put("photos/cat.jpg", "cat");
        assertThat(store.problems())
                .containsExactly("Backup store contains invalid top-level directories: [photos]");
        bucket.put("Music/a.mp3", "la");
        assertThat(store.problems())
                .containsExactly(
                        "Backup store contains invalid top-level directories: [Music photos]");
        bucket.put("x/y", "z");
        bucket.put("x1/y", "z");
        assertThat(store.problems())
                .containsExactly(
                        "Backup store contains 4 invalid top-level directories: [Music photos x"
                                + " ...]");
    }

    @Test
    void looksOnlyBelowThePrefix() {
        bucket.put("photos/cat.jpg", "cat");
        assertThat(new BackupStore(bucket, "clusters").problems()).isEmpty();
    }
}
