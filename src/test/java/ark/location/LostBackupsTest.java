package ark.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.Labels;
import ark.backupstore.BackupStore;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A Backup whose bucket lost it goes, but only when that is proved.
class LostBackupsTest {
    private static final SyncedBackup.Target TARGET = new SyncedBackup.Target("velero", "default");
    private static final String STARTED = "2026-11-21T01:00:00Z";

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final FakeBackups backups = new FakeBackups();
    private final FakeReports reports = new FakeReports();
    private final LocationMemory memory = new LocationMemory();
    private boolean removing = true;

    @BeforeEach
    void threeBackups() throws Exception {
        List.of("b1", "b2", "b3").forEach(name -> put(name, STARTED));
        pass(bucket);
        assertThat(backups.known).hasSize(3);
    }

    @Test
    void aBackupGoesWhenTwoListingsLackIt() throws Exception {
        bucket.delete("backups/b2/velero-backup.json");
        pass(bucket);
        assertThat(backups.known).containsKey("b2");
        pass(bucket);
        assertThat(backups.known).containsOnlyKeys("b1", "b3");
        assertThat(reports.missing).isZero();
    }

    @Test
    void aListingThatLacksItOnceIsNoLoss() throws Exception {
        for (int round = 0; round < 3; round++) {
            bucket.delete("backups/b2/velero-backup.json");
            pass(bucket);
            put("b2", STARTED);
            pass(bucket);
        }
        assertThat(backups.known).hasSize(3);
    }

    @Test
    void aListingThatIsOldLosesNothingThatTheStoreStillHas() throws Exception {
        ObjectStore stale = hiding("backups/b2/");
        for (int round = 0; round < 4; round++) {
            pass(stale);
        }
        assertThat(backups.known).hasSize(3);
    }

    @Test
    void aBucketThatIsEmptyAllAtOnceLosesNothing() throws Exception {
        bucket.keys().forEach(bucket::delete);
        pass(bucket);
        pass(bucket);
        pass(bucket);
        assertThat(backups.known).hasSize(3);
        assertThat(reports.missing).isEqualTo(3);
    }

    @Test
    void anotherBucketWithBackupsOfTheSameNamesLosesNothing() throws Exception {
        bucket.keys().forEach(bucket::delete);
        put("b1", "2020-01-01T00:00:00Z");
        pass(bucket);
        pass(bucket);
        pass(bucket);
        assertThat(backups.known).hasSize(3);
        assertThat(reports.missing).isEqualTo(2);
    }

    @Test
    void aStoreThatDoesNotAnswerLosesNothing() throws Exception {
        bucket.delete("backups/b2/velero-backup.json");
        pass(bucket);
        var silent =
                new FaultyObjectStore(
                        bucket, (FaultyObjectStore.Plan) _ -> FaultyObjectStore.Fate.FAILS);
        assertThatThrownBy(() -> pass(silent)).isInstanceOf(StoreException.class);
        var halfSilent =
                new FaultyObjectStore(
                        bucket,
                        (FaultyObjectStore.Plan)
                                call ->
                                        call.verb().equals("head") && call.key().contains("b2")
                                                ? FaultyObjectStore.Fate.FAILS
                                                : FaultyObjectStore.Fate.WORKS);
        assertThatThrownBy(() -> pass(halfSilent)).isInstanceOf(StoreException.class);
        assertThat(backups.known).hasSize(3);
    }

    @Test
    void whatFailedOrIsUnderWayOrElsewhereStays() throws Exception {
        backups.add("failed", "default", "Failed");
        backups.add("running", "default", "InProgress");
        backups.add("deleting", "default", "Deleting");
        backups.add("other", "elsewhere", "Completed");
        pass(bucket);
        pass(bucket);
        assertThat(backups.known).hasSize(7);
    }

    @Test
    void aServerThatOnlyRestoresRemovesNothing() throws Exception {
        removing = false;
        bucket.delete("backups/b2/velero-backup.json");
        pass(bucket);
        pass(bucket);
        assertThat(backups.known).hasSize(3);
    }

    @Test
    void twoThousandBackupsAreOnePassAndThenCostNoRequestEach() throws Exception {
        for (int number = 0; number < 2000; number++) {
            put("nightly-" + number, STARTED);
        }
        var inFlight = new AtomicInteger();
        var most = new AtomicInteger();
        var requests = new AtomicInteger();
        var counting =
                new FaultyObjectStore(
                        bucket,
                        (FaultyObjectStore.Plan)
                                call -> {
                                    requests.incrementAndGet();
                                    most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                                    LockSupport.parkNanos(1000);
                                    inFlight.decrementAndGet();
                                    return FaultyObjectStore.Fate.WORKS;
                                });
        pass(counting);
        assertThat(backups.known).hasSize(2003);
        assertThat(most.get()).isBetween(1, BackupSync.AT_ONCE);
        assertThat(requests.get()).isLessThan(2000 * 8);

        requests.set(0);
        pass(counting);
        assertThat(requests.get()).isLessThan(5);
    }

    private ObjectStore hiding(String folder) {
        return new FaultyObjectStore(
                new HidingStore(bucket, folder),
                (FaultyObjectStore.Plan) _ -> FaultyObjectStore.Fate.WORKS);
    }

    private void pass(ObjectStore store) throws InterruptedException {
        Instant now = Instant.parse("2026-11-21T16:15:17Z");
        new BackupSync(backups, reports, () -> now, removing)
                .run(new BackupStore(store, ""), TARGET, memory);
    }

    private void put(String name, String started) {
        bucket.put(
                "backups/" + name + "/velero-backup.json",
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "%s"},
                 "spec": {}, "status": {"phase": "Completed", "startTimestamp": "%s"}}
                """
                        .formatted(name, started));
    }

    private static final class FakeBackups implements BackupSync.Backups {
        final Map<String, BackupSync.Known> known = new ConcurrentHashMap<>();

        void add(String name, String location, String phase) {
            known.put(name, new BackupSync.Known("u-" + name, location, "", phase, STARTED));
        }

        @Override
        public Map<String, BackupSync.Known> known() {
            return Map.copyOf(known);
        }

        @Override
        public Optional<String> create(Item backup) {
            add(
                    backup.key().name(),
                    backup.labels().getOrDefault(Labels.STORAGE_LOCATION, ""),
                    backup.text("/status/phase"));
            return Optional.of("u-" + backup.key().name());
        }

        @Override
        public boolean createVolume(Item volume) {
            return true;
        }

        @Override
        public void delete(String backup, String uid) {
            known.values().removeIf(each -> each.uid().equals(uid));
        }

        @Override
        public void markVolumes(String backup, String mark) {}
    }
}
