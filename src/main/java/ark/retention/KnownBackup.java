package ark.retention;

import ark.api.v1.BackupPhase;
import ark.api.v1.GoTime;
import ark.api.v1.Labels;
import ark.item.Item;
import java.time.Instant;
import java.util.Optional;

/// What expiry knows of a Backup.
///
/// @param location the name of its location
/// @param expiration when it expires; empty: never
/// @param failure the value of its label [Labels#GC_FAILURE], or ""
record KnownBackup(
        String name,
        String uid,
        String location,
        BackupPhase phase,
        Optional<Instant> expiration,
        String failure) {
    static KnownBackup of(Item backup) {
        return new KnownBackup(
                backup.key().name(),
                backup.text("/metadata/uid"),
                backup.text("/spec/storageLocation"),
                BackupPhase.of(backup.text("/status/phase")),
                time(backup.text("/status/expiration")),
                backup.labels().getOrDefault(Labels.GC_FAILURE, ""));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(GoTime.parse(text));
        } catch (IllegalArgumentException e) { // none, or no time: then it stays
            return Optional.empty();
        }
    }

    boolean isExpired(Instant now) {
        return expiration.filter(end -> !end.isAfter(now)).isPresent();
    }

    boolean isDeleting() {
        return phase == BackupPhase.DELETING;
    }

    /// Whether nobody works on it any more.
    boolean hasEnded() {
        return switch (phase) {
            case COMPLETED, PARTIALLY_FAILED, FAILED, FAILED_VALIDATION, UNKNOWN -> true;
            case NEW,
                    QUEUED,
                    READY_TO_START,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    DELETING ->
                    false;
        };
    }
}
