package ark.location;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import ark.api.v1.LocationPhase;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocationVisitTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");
    private static final LocationSettings SETTINGS =
            new LocationSettings(
                    "velero", "default", Duration.ofMinutes(1), Duration.ofMinutes(1), true, true);

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final LocationMetrics metrics = new LocationMetrics(registry);
    private final List<ObjectNode> patches = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final LocationMemory memory = new LocationMemory();

    @Test
    void aLocationThatAnswersIsAvailableAndSynced() throws Exception {
        bucket.put(
                "backups/b1/velero-backup.json",
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "b1"},
                 "spec": {}, "status": {"phase": "Completed"}}
                """);
        visit(location(LocationPhase.UNKNOWN), _ -> new BackupStore(bucket, ""));
        assertThat(merged().path("phase").asText()).isEqualTo("Available");
        assertThat(merged().path("message").isNull()).isTrue();
        assertThat(merged().path("lastValidationTime").asText()).isEqualTo("2026-11-21T16:15:17Z");
        assertThat(merged().path("lastSyncedTime").asText()).isEqualTo("2026-11-21T16:15:17Z");
        assertThat(shown).containsExactly("b1");
        assertThat(status("velero_backup_location_status_gauge")).isEqualTo(1);
        assertThat(memory.tried(location(LocationPhase.UNKNOWN).getSpec())).isTrue();
    }

    @Test
    void aBucketWithOtherFoldersIsUnavailableInUpstreamsWords() throws Exception {
        bucket.put("photos/cat.jpg", "x");
        visit(location(LocationPhase.AVAILABLE), _ -> new BackupStore(bucket, ""));
        assertThat(merged().path("phase").asText()).isEqualTo("Unavailable");
        assertThat(merged().path("message").asText())
                .isEqualTo(
                        "BackupStorageLocation \"default\" is unavailable: Backup store contains"
                                + " invalid top-level directories: [photos]");
        assertThat(merged().has("lastSyncedTime")).isFalse();
        assertThat(status("velero_backup_location_status_gauge")).isZero();
    }

    @Test
    void aLocationThatCannotBeOpenedIsUnavailableAndSaysWhy() throws Exception {
        visit(
                location(LocationPhase.UNKNOWN),
                _ -> {
                    throw new StoreException(
                            StoreException.Reason.MISCONFIGURED,
                            "reading the location",
                            "no Secret \"keys\"\u001b[2J",
                            null);
                });
        assertThat(merged().path("phase").asText()).isEqualTo("Unavailable");
        assertThat(merged().path("message").asText())
                .isEqualTo(
                        "BackupStorageLocation \"default\" is unavailable: reading the location: no"
                                + " Secret \"keys\" [2J");
    }

    @Test
    void aStoreThatBreaksDuringTheSyncMakesTheLocationUnavailable() throws Exception {
        bucket.put("backups/b1/velero-backup.json", "{}");
        ObjectStore breaking =
                new FaultyObjectStore(
                        bucket,
                        (FaultyObjectStore.Plan)
                                call ->
                                        call.verb().equals("head")
                                                ? FaultyObjectStore.Fate.FAILS
                                                : FaultyObjectStore.Fate.WORKS);
        visit(location(LocationPhase.AVAILABLE), _ -> new BackupStore(breaking, ""));
        assertThat(patches.getLast().path("phase").asText()).isEqualTo("Unavailable");
        assertThat(merged().has("lastSyncedTime")).isFalse();
    }

    @Test
    void aLocationThatStaysAvailableIsWrittenOncePerValidation() throws Exception {
        BackupStorageLocation location = location(LocationPhase.AVAILABLE);
        location.setStatus(
                new BackupStorageLocationStatus(
                        LocationPhase.AVAILABLE, null, NOW, NOW.minusSeconds(120), null, null));
        visit(location, _ -> new BackupStore(bucket, ""));
        assertThat(patches).hasSize(1);
    }

    @Test
    void aDeletedLocationLeavesNoSeries() {
        metrics.available("default", true);
        metrics.rejected("default", 2);
        metrics.forget("default");
        assertThat(registry.scrape().stream().mapToLong(m -> m.getDataPoints().size()).sum())
                .isZero();
    }

    private void visit(BackupStorageLocation location, BackupStores stores) throws Exception {
        var sync = new BackupSync(new Shown(), new FakeReports(), () -> NOW, true);
        var plan =
                LocationPlan.of(
                        location.getSpec(),
                        location.getStatus(),
                        SETTINGS,
                        new LocationPlan.Facts(NOW, false));
        new LocationVisit(stores, sync, (_, status) -> patches.add(status), metrics, () -> NOW)
                .run(location, plan, memory);
    }

    private ObjectNode merged() {
        var merged = ark.item.Json.object();
        patches.forEach(merged::setAll);
        return merged;
    }

    private double status(String metric) {
        return registry.scrape(metric::equals).stream()
                .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static BackupStorageLocation location(LocationPhase phase) {
        var location = new BackupStorageLocation();
        location.setMetadata(
                new ObjectMetaBuilder().withNamespace("velero").withName("default").build());
        location.setSpec(BackupStorageLocationSpec.builder().provider("filesystem").build());
        location.setStatus(new BackupStorageLocationStatus(phase, null, null, null, null, null));
        return location;
    }

    private final class Shown implements BackupSync.Backups {
        @Override
        public Map<String, BackupSync.Known> known() {
            return Map.of();
        }

        @Override
        public Optional<String> create(Item backup) {
            shown.add(backup.key().name());
            return Optional.of("u1");
        }

        @Override
        public boolean createVolume(Item volume) {
            return true;
        }

        @Override
        public void delete(String backup, String uid) {
            throw new AssertionError(backup);
        }

        @Override
        public void markVolumes(String backup, String mark) {}
    }
}
