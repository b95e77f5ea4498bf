package ark.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.Labels;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.spi.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BackupSyncTest {
    private static final SyncedBackup.Target TARGET = new SyncedBackup.Target("velero", "default");

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final FakeBackups backups = new FakeBackups();
    private final LocationMemory memory = new LocationMemory();
    private final List<String> requests = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");

    private final FakeReports reports = new FakeReports();
    private final Map<String, List<String>> told = reports.told;
    private final BackupSync sync = new BackupSync(backups, reports, () -> now, true);

    @Test
    void everyBackupInTheBucketIsShown() throws Exception {
        for (int number = 0; number < 30; number++) {
            put("b" + number, "Completed");
        }
        assertThat(pass()).isZero();
        assertThat(backups.known).hasSize(30);
        assertThat(told).isEmpty();
    }

    @Test
    void theNextPassAsksForNothingThatIsShown() throws Exception {
        put("b1", "Completed");
        putVolumes("b1", "[" + volume("b1-a", "Completed") + "]");
        pass();
        requests.clear();
        pass();
        assertThat(requests).allMatch(request -> request.startsWith("list"));
    }

    @Test
    void volumesAreShownWithTheirBackup() throws Exception {
        put("b1", "Completed");
        putVolumes("b1", "[" + volume("b1-a", "Completed") + "," + volume("b1-b", "Failed") + "]");
        pass();
        assertThat(backups.volumes.keySet()).containsExactlyInAnyOrder("b1-a", "b1-b");
        assertThat(backups.volumes.get("b1-a")).isEqualTo(known("b1").uid());
        assertThat(known("b1").volumes()).isEmpty();
    }

    @Test
    void aServerThatDiedBetweenBackupAndVolumesIsContinued() throws Exception {
        put("b1", "Completed");
        putVolumes("b1", "[" + volume("b1-a", "Completed") + "]");
        backups.known.put(
                "b1",
                new BackupSync.Known("u1", "default", Labels.POD_VOLUMES_PENDING, "Completed", ""));
        pass();
        assertThat(backups.volumes).containsEntry("b1-a", "u1");
        assertThat(known("b1").volumes()).isEmpty();
    }

    @Test
    void whenVolumesCannotBeCreatedTheNextPassGoesOn() throws Exception {
        put("b1", "Completed");
        putVolumes("b1", "[" + volume("b1-a", "Completed") + "]");
        backups.volumesFail = true;
        assertThatThrownBy(this::pass).isInstanceOf(ClusterException.class);
        assertThat(known("b1").volumes()).isEqualTo(Labels.POD_VOLUMES_PENDING);

        backups.volumesFail = false;
        pass();
        assertThat(backups.volumes).containsKey("b1-a");
        assertThat(known("b1").volumes()).isEmpty();
    }

    @Test
    void oneBadBackupNeverHidesTheOthersAndIsToldOnce() throws Exception {
        put("a-bad", "New");
        bucket.put("backups/b-worse/velero-backup.json", "{\"kind\"");
        bucket.put("backups/c-empty/c-empty.tar.gz", "x");
        put("d-good", "Completed");

        assertThat(pass()).isEqualTo(2);
        now = now.plus(Duration.ofHours(1));
        pass();
        assertThat(backups.known).containsOnlyKeys("d-good");
        assertThat(told).containsOnlyKeys("a-bad", "b-worse");
        assertThat(told.get("a-bad")).hasSize(1);
    }

    @Test
    void whatIsNotThereYetIsLookedAtMoreAndMoreSeldom() throws Exception {
        bucket.put("backups/b1/b1.tar.gz", "x");
        var looks = new ArrayList<Duration>();
        Instant start = now;
        for (int minutes = 0; minutes < 60; minutes++) {
            requests.clear();
            pass();
            if (requests.stream().anyMatch(request -> request.startsWith("head"))) {
                looks.add(Duration.between(start, now));
            }
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThat(looks)
                .startsWith(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(3))
                .hasSizeLessThan(12);

        put("b1", "Completed");
        now = now.plus(Duration.ofMinutes(10));
        pass();
        assertThat(backups.known).containsKey("b1");
        assertThat(told).isEmpty();
    }

    @Test
    void aBackupThatIsMendedIsShown() throws Exception {
        put("b1", "New");
        pass();
        put("b1", "Completed");
        now = now.plus(Duration.ofMinutes(1));
        assertThat(pass()).isZero();
        assertThat(backups.known).containsKey("b1");
    }

    @Test
    void aBackupOfAnotherLocationHidesItsNamesakeAndThatIsTold() throws Exception {
        put("b1", "Completed");
        backups.known.put("b1", new BackupSync.Known("u1", "elsewhere", "", "Completed", ""));
        assertThat(pass()).isEqualTo(1);
        assertThat(told.get("b1"))
                .containsExactly("a Backup of its name exists already, in location \"elsewhere\"");
    }

    @Test
    void aListOfVolumesThatIsDamagedLeavesTheBackupMarkedAndTold() throws Exception {
        put("b1", "Completed");
        bucket.put("backups/b1/b1-podvolumebackups.json.gz", "no gzip");
        assertThat(pass()).isEqualTo(1);
        assertThat(known("b1").volumes()).isEqualTo(Labels.POD_VOLUMES_PENDING);
        assertThat(told("b1")).startsWith("its list of pod volume backups");
    }

    @Test
    void aVolumeThatIsRejectedLeavesTheBackupMarkedIncomplete() throws Exception {
        put("b1", "Completed");
        putVolumes("b1", "[" + volume("b1-a", "New") + "," + volume("b1-b", "Completed") + "]");
        assertThat(pass()).isEqualTo(1);
        assertThat(backups.volumes).containsOnlyKeys("b1-b");
        assertThat(known("b1").volumes()).isEqualTo(Labels.POD_VOLUMES_INCOMPLETE);
        assertThat(pass()).isEqualTo(1); // still
        assertThat(told.get("b1")).hasSize(1);
    }

    @Test
    void aVolumeOfAnotherBackupThatHasItsNameIsTold() throws Exception {
        put("b1", "Completed");
        putVolumes("b1", "[" + volume("b1-a", "Completed") + "]");
        backups.volumes.put("b1-a", "another uid");
        pass();
        assertThat(told("b1")).contains("one of another backup has that name");
        assertThat(backups.volumes).containsEntry("b1-a", "another uid");
    }

    @Test
    void whatTheApiServerRefusesConcernsOneBackup() throws Exception {
        put("b1", "Completed");
        put("b2", "Completed");
        backups.invalid = "b1";
        pass();
        assertThat(backups.known).containsOnlyKeys("b2");
        assertThat(told("b1")).startsWith("the API server refuses it: ");
    }

    @Test
    void aStoreThatFailsEndsThePass() {
        put("b1", "Completed");
        var broken =
                new FaultyObjectStore(
                        bucket,
                        (FaultyObjectStore.Plan)
                                call ->
                                        call.verb().equals("get")
                                                ? FaultyObjectStore.Fate.FAILS
                                                : FaultyObjectStore.Fate.WORKS);
        assertThatThrownBy(() -> sync.run(new BackupStore(broken, ""), TARGET, memory))
                .isInstanceOf(StoreException.class);
        assertThat(told).isEmpty();
    }

    private BackupSync.Known known(String backup) {
        return Objects.requireNonNull(backups.known.get(backup));
    }

    private String told(String backup) {
        return Objects.requireNonNull(told.get(backup)).getFirst();
    }

    private long pass() throws InterruptedException {
        var watched =
                new FaultyObjectStore(
                        bucket,
                        (FaultyObjectStore.Plan)
                                call -> {
                                    synchronized (requests) {
                                        requests.add(call.verb() + " " + call.key());
                                    }
                                    return FaultyObjectStore.Fate.WORKS;
                                });
        return sync.run(new BackupStore(watched, ""), TARGET, memory);
    }

    private void put(String name, String phase) {
        bucket.put(
                "backups/" + name + "/velero-backup.json",
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "%s"},
                 "spec": {}, "status": {"phase": "%s"}}
                """
                        .formatted(name, phase));
    }

    private void putVolumes(String backup, String json) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(json.getBytes(UTF_8));
        }
        bucket.put(
                "backups/" + backup + "/" + backup + "-podvolumebackups.json.gz",
                compressed.toByteArray());
    }

    private static String volume(String name, String phase) {
        return """
               {"metadata": {"name": "%s"}, "spec": {"node": "n1", "volume": "data",
                "pod": {"namespace": "shop", "name": "web", "uid": "p1"}},
                "status": {"phase": "%s"}}
               """
                .formatted(name, phase);
    }

    private static final class FakeBackups implements BackupSync.Backups {
        final Map<String, BackupSync.Known> known = new ConcurrentHashMap<>();
        final Map<String, String> volumes = new ConcurrentHashMap<>();
        boolean volumesFail;
        String invalid = "";

        @Override
        public Map<String, BackupSync.Known> known() {
            return Map.copyOf(known);
        }

        @Override
        public Optional<String> create(Item backup) {
            String name = backup.key().name();
            if (name.equals(invalid)) {
                throw ClusterException.of(ClusterException.Reason.INVALID, "creating", "no");
            }
            var created =
                    new BackupSync.Known(
                            "uid of " + name,
                            backup.labels().getOrDefault(Labels.STORAGE_LOCATION, ""),
                            backup.labels().getOrDefault(Labels.POD_VOLUMES, ""),
                            backup.text("/status/phase"),
                            "");
            return known.putIfAbsent(name, created) == null
                    ? Optional.of(created.uid())
                    : Optional.empty();
        }

        @Override
        public boolean createVolume(Item volume) {
            if (volumesFail) {
                throw ClusterException.of(
                        ClusterException.Reason.UNREACHABLE, "creating", "no answer");
            }
            String owner = volume.labels().getOrDefault(Labels.BACKUP_UID, "");
            return owner.equals(volumes.computeIfAbsent(volume.key().name(), _ -> owner));
        }

        @Override
        public void delete(String backup, String uid) {
            throw new AssertionError(backup);
        }

        @Override
        public void markVolumes(String backup, String mark) {
            known.computeIfPresent(
                    backup,
                    (_, before) ->
                            new BackupSync.Known(
                                    before.uid(),
                                    before.location(),
                                    mark,
                                    before.phase(),
                                    before.started()));
        }
    }
}
