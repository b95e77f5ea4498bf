package ark.backupstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.objectstore.FaultyObjectStore;
import ark.objectstore.FaultyObjectStore.Fate;
import ark.objectstore.FaultyObjectStore.Plan;
import ark.objectstore.MemoryObjectStore;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A backup exists exactly when its metadata object exists, whatever breaks and whenever it does.
class BackupCommitTest {
    /// The log, eight lists, the contents, the manifest and the metadata.
    private static final int WRITES = 12;

    private static final String LOG = "backups/b1/b1-logs.gz";

    private final MemoryObjectStore bucket = new MemoryObjectStore();

    @Test
    void writesTheLogFirstAndTheMetadataAfterTheManifestLast() {
        List<String> written = new ArrayList<>();
        new BackupStore(recording(written), "").put(SampleBackup.files("b1"));
        assertThat(written).hasSize(WRITES);
        assertThat(written.getFirst()).isEqualTo(LOG);
        assertThat(written.subList(WRITES - 3, WRITES))
                .containsExactly(
                        "backups/b1/b1.tar.gz",
                        "backups/b1/b1-manifest.json",
                        "backups/b1/velero-backup.json");
    }

    @Test
    void leavesOnlyTheLogWhicheverWriteFails() {
        List<String> keys = new ArrayList<>();
        new BackupStore(recording(keys), "").put(SampleBackup.files("b1"));
        for (String failing : keys) {
            var fresh = new MemoryObjectStore();
            var store = new BackupStore(new FaultyObjectStore(fresh, failing::equals), "");
            assertThat(store.claim("b1", "server-1")).isEqualTo(new Claim.Granted());
            assertThatThrownBy(() -> store.put(SampleBackup.files("b1")))
                    .as(failing)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(failing);
            assertThat(fresh.keys())
                    .as(failing)
                    .isEqualTo(failing.equals(LOG) ? List.of() : List.of(LOG));
        }
    }

    @Test
    void leavesOnlyTheLogWhenASourceCannotBeRead() {
        Body broken =
                new Body() {
                    @Override
                    public InputStream open() throws IOException {
                        throw new IOException("disk gone");
                    }

                    @Override
                    public OptionalLong bytes() {
                        return OptionalLong.empty();
                    }
                };
        var files =
                new BackupFiles(
                        "b1",
                        Body.of(SampleBackup.metadata("b1")),
                        Map.of(
                                BackupFile.LOG,
                                Body.of(SampleBackup.LOG),
                                BackupFile.CONTENTS,
                                broken));
        assertThatThrownBy(() -> new BackupStore(bucket, "").put(files))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "storing memory://bucket/backups/b1/b1.tar.gz: its source cannot be read:"
                                + " disk gone");
        assertThat(bucket.keys()).containsExactly(LOG);
    }

    @Test
    void existsWholeOrNotAtAllWhereverTheProcessDies() {
        for (int writes = 0; writes <= WRITES; writes++) {
            var fresh = new MemoryObjectStore();
            var dying = new BackupStore(FaultyObjectStore.dyingAfter(fresh, writes), "");
            if (writes < WRITES) {
                assertThatThrownBy(() -> dying.put(SampleBackup.files("b1")))
                        .isInstanceOfAny(StoreException.class, InDoubtException.class);
            } else {
                dying.put(SampleBackup.files("b1"));
            }
            assertThat(new BackupStore(fresh, "").exists("b1"))
                    .as("after %d writes", writes)
                    .isEqualTo(writes == WRITES);
            assertWholeIfItExists(fresh);
        }
    }

    @Test
    void staysWholeOrUncommittedWhenTheRollBackDiesToo() {
        for (int writes = 0; writes <= 2 * WRITES; writes++) {
            var fresh = new MemoryObjectStore();
            ObjectStore mortal = FaultyObjectStore.dyingAfter(fresh, writes);
            Plan manifestFails =
                    call ->
                            call.verb().equals("put") && call.key().endsWith("-manifest.json")
                                    ? Fate.FAILS
                                    : Fate.WORKS;
            var store = new BackupStore(new FaultyObjectStore(mortal, manifestFails), "");
            assertThatThrownBy(() -> store.put(SampleBackup.files("b1")))
                    .isInstanceOf(StoreException.class);
            assertThat(new BackupStore(fresh, "").exists("b1")).isFalse();
        }
    }

    @Test
    void isNotCommittedWhenSomebodyHasGivenItUpMeanwhile() {
        Plan givenUpJustBefore =
                call -> {
                    if (call.verb().equals("put") && call.key().endsWith("-manifest.json")) {
                        new BackupStore(bucket, "").discard("b1");
                        bucket.put("backups/b1/b1-claim", "{\"server\":\"server-1/next\"}");
                    }
                    return Fate.WORKS;
                };
        var store = new BackupStore(new FaultyObjectStore(bucket, givenUpJustBefore), "");
        assertThat(store.claim("b1", "server-1/first")).isEqualTo(new Claim.Granted());
        assertThatThrownBy(() -> store.put(SampleBackup.files("b1")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("its claim is gone");
        assertThat(store.exists("b1")).isFalse();
        assertThat(store.claimOwner("b1")).as("that of the next one").contains("server-1/next");
    }

    @Test
    void losesItsClaimBeforeAnyOtherFileWhenItIsGivenUp() {
        var store = new BackupStore(bucket, "");
        store.claim("b1", "server-1");
        bucket.put("backups/b1/aaa", "x");
        List<String> removed = new ArrayList<>();
        new BackupStore(recording(removed), "").discard("b1");
        assertThat(removed).containsExactly("backups/b1/b1-claim", "backups/b1/aaa");
    }

    @Test
    void existsWhenOnlyTheAnswerToTheCommitWasLost() {
        var store = new BackupStore(losingAnswers("velero-backup.json"), "");
        store.put(SampleBackup.files("b1"));
        assertThat(store.exists("b1")).isTrue();
        assertWholeIfItExists(bucket);
    }

    @Test
    void leavesEverythingWhenNobodyKnowsWhetherTheCommitHappened() {
        Plan lostForGood =
                call -> {
                    boolean metadata = call.key().endsWith("velero-backup.json");
                    return switch (call.verb()) {
                        case "put" -> metadata ? Fate.LOSES_ITS_ANSWER : Fate.WORKS;
                        case "get", "delete" -> Fate.FAILS;
                        default -> Fate.WORKS;
                    };
                };
        var store = new BackupStore(new FaultyObjectStore(bucket, lostForGood), "");
        assertThatThrownBy(() -> store.put(SampleBackup.files("b1")))
                .isInstanceOf(InDoubtException.class);
        assertThat(new BackupStore(bucket, "").exists("b1")).isTrue();
        assertWholeIfItExists(bucket);
    }

    @Test
    void disappearsFirstWhenItIsDeletedWhereverTheProcessDies() {
        for (int writes = 1; writes <= WRITES + 2; writes++) {
            var fresh = new MemoryObjectStore();
            new BackupStore(fresh, "").put(SampleBackup.files("b1"));
            var dying = new BackupStore(FaultyObjectStore.dyingAfter(fresh, writes), "");
            try {
                dying.delete("b1");
            } catch (StoreException _) { // it died on the way, as it should
            }
            assertThat(new BackupStore(fresh, "").exists("b1")).isFalse();
            new BackupStore(fresh, "").delete("b1"); // whoever comes next finishes it
            assertThat(fresh.keys()).isEmpty();
        }
    }

    @Test
    void deletesTheManifestAfterTheFilesThatItNames() {
        new BackupStore(bucket, "").put(SampleBackup.files("b1"));
        List<String> written = new ArrayList<>();
        new BackupStore(recording(written), "").delete("b1");
        assertThat(written.getFirst()).isEqualTo("backups/b1/velero-backup.json");
        assertThat(written.getLast()).isEqualTo("backups/b1/b1-manifest.json");
    }

    @Test
    void deletesNothingOfOtherBackups() {
        var store = new BackupStore(bucket, "");
        store.put(SampleBackup.files("b1"));
        store.put(SampleBackup.files("b10"));
        store.putRestoreFile(
                new DownloadTarget.OfRestore("b1", "b1", RestoreFile.LOG),
                Body.of(SampleBackup.LOG));
        store.delete("b1");
        assertThat(store.backupNames()).containsExactly("b10");
        assertThat(bucket.keys()).contains("restores/b1/restore-b1-logs.gz");
        assertWholeIfItExists(bucket);
    }

    @Test
    void claimsAgainWhenOnlyTheAnswerWasLost() {
        var store = new BackupStore(losingAnswers("-claim"), "");
        assertThat(store.claim("b1", "server-1")).isEqualTo(new Claim.Granted());
        assertThat(store.claim("b1", "server-2")).isEqualTo(new Claim.Taken("server-1"));
    }

    @Test
    void claimsByReadingBackWhereTheStoreHasNoConditionalPuts() {
        var store = new BackupStore(new WithoutConditionalPuts(bucket), "");
        assertThat(store.claim("b1", "server-1")).isEqualTo(new Claim.Granted());
        assertThat(store.claim("b1", "server-1")).isEqualTo(new Claim.Granted());
        assertThat(store.claim("b1", "server-2")).isEqualTo(new Claim.Taken("server-1"));
    }

    @Test
    void givesAClaimThatNobodyCanReadToNobody() {
        bucket.put("backups/b1/b1-claim", "junk");
        assertThat(new BackupStore(bucket, "").claim("b1", "server-1"))
                .isEqualTo(new Claim.Taken("an unknown server"));
    }

    private void assertWholeIfItExists(ObjectStore objects) {
        var store = new BackupStore(objects, "");
        for (String name : store.backupNames()) {
            if (!store.exists(name)) {
                continue;
            }
            for (BackupFile file : SampleBackup.files(name).files().keySet()) {
                try (InputStream stream = store.open(name, file)) {
                    assertThat(stream.readAllBytes()).isNotEmpty();
                } catch (IOException e) {
                    throw new AssertionError(name + " is not whole: " + file, e);
                }
            }
        }
    }

    private FaultyObjectStore recording(List<String> written) {
        return new FaultyObjectStore(
                bucket,
                (Plan)
                        call -> {
                            if (call.writes()) {
                                written.add(call.key());
                            }
                            return Fate.WORKS;
                        });
    }

    private FaultyObjectStore losingAnswers(String ending) {
        return new FaultyObjectStore(
                bucket,
                (Plan)
                        call ->
                                call.writes() && call.key().endsWith(ending)
                                        ? Fate.LOSES_ITS_ANSWER
                                        : Fate.WORKS);
    }
}
