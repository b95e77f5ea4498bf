package ark.location;

import ark.api.v1.BackupPhase;
import ark.backupstore.BackupStore;
import ark.item.InvalidJsonException;
import ark.item.Json;
import ark.location.BackupSync.Known;
import ark.operation.FailPoint;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backups in the cluster whose location has lost them.
///
/// A Backup goes only when two listings in a row lacked it, the store says of its metadata object
/// that there is none, and another Backup of the location is still there, the same as in the
/// cluster: that proves that the store answers, that the bucket is not empty all at once, and that
/// it is the bucket it was.
record LostBackups(BackupSync.Backups backups, BackupSync.Reports reports) {
    /// So many Backups are tried as proof; one that was damaged proves nothing.
    private static final int WITNESSES = 5;

    private static final Logger log = LoggerFactory.getLogger(LostBackups.class);

    /// The finished Backups of the location that a listing lacks.
    static List<String> among(
            Map<String, Known> known, Set<String> folders, SyncedBackup.Target target) {
        return known.entrySet().stream()
                .filter(entry -> target.holds(entry.getValue()) && isStored(entry.getValue()))
                .map(Map.Entry::getKey)
                .filter(name -> !folders.contains(name))
                .sorted()
                .toList();
    }

    /// Whether it was in the bucket once. One that failed never was.
    private static boolean isStored(Known known) {
        return switch (BackupPhase.of(known.phase())) {
            case COMPLETED, PARTIALLY_FAILED -> true;
            case NEW,
                    QUEUED,
                    READY_TO_START,
                    FAILED_VALIDATION,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    FAILED,
                    DELETING,
                    UNKNOWN ->
                    false;
        };
    }

    /// Removes those that are proved to be lost.
    ///
    /// @param twice missing in two listings in a row
    /// @throws InterruptedException when the server stops
    void remove(
            BackupStore store,
            SyncedBackup.Target target,
            Map<String, Known> known,
            List<String> twice)
            throws InterruptedException {
        if (twice.isEmpty()) {
            return;
        }
        if (!isTheBucketItWas(store, target, known, twice)) {
            reports.missing(target.location(), twice.size());
            return;
        }
        Parallel.each(
                twice,
                BackupSync.AT_ONCE,
                name -> {
                    Known lost = known.get(name);
                    if (lost != null && !store.exists(name)) {
                        backups.delete(name, lost.uid());
                        FailPoint.SYNC_BACKUP_REMOVED.reached();
                        log.atInfo()
                                .addKeyValue("backup", name)
                                .addKeyValue("location", target.location())
                                .log("the location has lost it, so it is no longer shown");
                    }
                });
    }

    private static boolean isTheBucketItWas(
            BackupStore store,
            SyncedBackup.Target target,
            Map<String, Known> known,
            List<String> twice) {
        Set<String> missing = Set.copyOf(twice);
        return known.entrySet().stream()
                .filter(entry -> target.holds(entry.getValue()) && isStored(entry.getValue()))
                .filter(entry -> !missing.contains(entry.getKey()))
                .filter(entry -> !entry.getValue().started().isEmpty())
                .limit(WITNESSES)
                .anyMatch(entry -> isThere(store, entry.getKey(), entry.getValue()));
    }

    /// Whether the location has this very backup; names alone are alike in many buckets.
    private static boolean isThere(BackupStore store, String name, Known known) {
        try {
            Optional<ObjectNode> stored = store.metadata(name).map(Json::object);
            return stored.filter(
                            json ->
                                    json.at("/status/startTimestamp")
                                            .asText()
                                            .equals(known.started()))
                    .isPresent();
        } catch (InvalidJsonException e) {
            return false;
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.CORRUPT) {
                return false;
            }
            throw e;
        }
    }
}
