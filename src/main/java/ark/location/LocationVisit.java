package ark.location;

import ark.api.v1.Annotations;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationStatus;
import ark.api.v1.GoTime;
import ark.api.v1.LocationPhase;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.item.Json;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One visit of a location: tries it out when that is due, shows its backups when that is, and
/// writes what it found into the status.
final class LocationVisit {
    private static final int MAX_MESSAGE = 2048;
    private static final Logger log = LoggerFactory.getLogger(LocationVisit.class);

    /// Writes a part of a location's status.
    interface Statuses {
        void patch(String location, ObjectNode status);
    }

    private final BackupStores stores;
    private final BackupSync sync;
    private final Statuses statuses;
    private final LocationMetrics metrics;
    private final InstantSource clock;

    LocationVisit(
            BackupStores stores,
            BackupSync sync,
            Statuses statuses,
            LocationMetrics metrics,
            InstantSource clock) {
        this.stores = stores;
        this.sync = sync;
        this.statuses = statuses;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// @throws InterruptedException when the server stops
    void run(BackupStorageLocation location, LocationPlan plan, LocationMemory memory)
            throws InterruptedException {
        String name = location.getMetadata().getName();
        Instant now = clock.instant();
        ObjectNode status = Json.object();
        boolean available = LocationPhase.of(location.getStatus()) == LocationPhase.AVAILABLE;
        try (BackupStore store = stores.open(location)) {
            if (plan.validationDue(now)) {
                List<String> problems = store.problems();
                available = problems.isEmpty();
                verdict(location, String.join("; ", problems), now, status);
                write(location, status);
                status = Json.object();
            }
            if (available && plan.syncDue(now)) {
                var target = new SyncedBackup.Target(location.getMetadata().getNamespace(), name);
                metrics.rejected(name, sync.run(store, target, memory));
                status.put("lastSyncedTime", GoTime.format(now));
            }
        } catch (StoreException e) {
            available = false;
            verdict(location, String.valueOf(e.getMessage()), now, status);
        }
        write(location, status);
        memory.trying(location.getSpec());
    }

    /// @param problem empty when there is none
    private static void verdict(
            BackupStorageLocation location, String problem, Instant now, ObjectNode status) {
        LocationPhase phase =
                problem.isEmpty() ? LocationPhase.AVAILABLE : LocationPhase.UNAVAILABLE;
        status.put("phase", phase.text());
        status.put("lastValidationTime", GoTime.format(now));
        String name = location.getMetadata().getName();
        String said =
                problem.isEmpty()
                        ? notice(location)
                        : "BackupStorageLocation \"%s\" is unavailable: %s"
                                .formatted(name, problem);
        if (said.isEmpty()) {
            status.putNull("message");
        } else {
            status.put("message", Texts.shown(said, MAX_MESSAGE));
        }
    }

    /// What another part of the server has to say about a location that can be used, or "".
    private static String notice(BackupStorageLocation location) {
        Map<String, String> annotations = location.getMetadata().getAnnotations();
        String stopped =
                annotations == null ? "" : annotations.getOrDefault(Annotations.EXPIRY_STOPPED, "");
        return stopped.isEmpty() ? "" : "expired backups are kept: " + stopped;
    }

    private void write(BackupStorageLocation location, ObjectNode status) {
        if (status.isEmpty()) {
            return;
        }
        String name = location.getMetadata().getName();
        String phase = status.path("phase").asText();
        if (!phase.isEmpty()) {
            metrics.available(name, phase.equals(LocationPhase.AVAILABLE.text()));
            tell(name, location.getStatus(), status);
        }
        statuses.patch(name, status);
    }

    /// One line when the phase or the reason changed.
    private static void tell(
            String name,
            @org.jspecify.annotations.Nullable BackupStorageLocationStatus before,
            ObjectNode now) {
        String message = now.path("message").asText("");
        String phase = now.path("phase").asText();
        boolean same =
                LocationPhase.of(before).text().equals(phase)
                        && (before == null || before.message() == null ? "" : before.message())
                                .equals(message);
        if (same) {
            return;
        }
        if (message.isEmpty()) {
            log.atInfo().addKeyValue("location", name).log("the location is available");
        } else {
            log.atWarn().addKeyValue("location", name).log(message);
        }
    }
}
