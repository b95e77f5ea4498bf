package ark.restore.request;

import static ark.restore.request.RestoreRequest.text;

import ark.api.v1.Backup;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.LocationPhase;
import ark.api.v1.Restore;
import ark.api.v1.RestoreSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns a Restore into a request, or into all that is wrong with it.
///
/// Source of rules and sentences: Velero 1.9.7, pkg/controller/restore_controller.go.
public final class RestoreValidator {
    private final Lookup lookup;
    private final Duration volumeTimeout;

    /// What must be read to judge a Restore.
    public interface Lookup {
        /// The backup of that name.
        ///
        /// @throws IllegalArgumentException when it is malformed
        Optional<Backup> backup(String name);

        List<Backup> backupsOf(String schedule);

        Optional<BackupStorageLocation> location(String name);
    }

    /// What a Restore was found to be.
    public sealed interface Verdict {
        /// It can be carried out.
        ///
        /// @param spec what the server adds to the Restore's spec
        /// @param location where the backup is
        record Accepted(RestoreRequest request, RestoreSpec spec, BackupStorageLocation location)
                implements Verdict {}

        record Refused(List<String> problems) implements Verdict {}
    }

    /// Validates what it finds by a look-up.
    ///
    /// @param volumeTimeout for a Restore that says nothing of it
    public RestoreValidator(Lookup lookup, Duration volumeTimeout) {
        this.lookup = lookup;
        this.volumeTimeout = volumeTimeout;
    }

    /// Judges a Restore.
    ///
    /// @param resumed whether an earlier attempt was accepted, and has perhaps completed the spec
    public Verdict validate(Restore restore, boolean resumed) {
        RestoreSpec spec = RestoreRequest.specOf(restore);
        var problems = new ArrayList<>(SpecProblems.of(spec));
        Source source = source(spec, resumed);
        problems.addAll(source.problems());
        if (!problems.isEmpty() || source.backup() == null || source.location() == null) {
            return new Verdict.Refused(problems);
        }
        return accepted(restore, source.backup(), source.location(), resumed);
    }

    /// Why a backup that was accepted cannot be restored any more; empty when it can.
    public Optional<String> problemOf(String backup) {
        return lookup.backup(backup)
                .map(RestoreValidator::unusable)
                .or(() -> Optional.of("it does not exist any more"))
                .filter(state -> !state.isEmpty())
                .map(state -> cannotBeRestored(backup, state));
    }

    private static String cannotBeRestored(String backup, String state) {
        return "backup \"" + backup + "\" cannot be restored: " + state;
    }

    /// The backup to restore, and where it is; or why there is none.
    private record Source(
            @Nullable Backup backup,
            @Nullable BackupStorageLocation location,
            List<String> problems) {
        static Source problem(String problem) {
            return new Source(null, null, List.of(problem));
        }
    }

    private Source source(RestoreSpec spec, boolean resumed) {
        String backup = text(spec.backupName());
        String schedule = text(spec.scheduleName());
        boolean both = !backup.isEmpty() && !schedule.isEmpty();
        if ((backup.isEmpty() && schedule.isEmpty()) || (both && !resumed)) {
            return Source.problem(
                    "Either a backup or schedule must be specified as a source for the restore, but"
                            + " not both");
        }
        if (!backup.isEmpty()) {
            return named(backup);
        }
        List<Backup> all = lookup.backupsOf(schedule);
        if (all.isEmpty()) {
            return Source.problem("No backups found for schedule");
        }
        return all.stream()
                .filter(candidate -> BackupPhase.of(candidate.getStatus()) == BackupPhase.COMPLETED)
                .max(Comparator.comparing(RestoreValidator::begun))
                .map(this::located)
                .orElseGet(() -> Source.problem("No completed backups found for schedule"));
    }

    private static Instant begun(Backup backup) {
        Instant start = backup.getStatus().startTimestamp();
        return start == null ? Instant.parse(backup.getMetadata().getCreationTimestamp()) : start;
    }

    private Source named(String name) {
        try {
            return lookup.backup(name)
                    .map(this::located)
                    .orElseGet(
                            () ->
                                    Source.problem(
                                            "Error retrieving backup: backups.velero.io \""
                                                    + name
                                                    + "\" not found"));
        } catch (IllegalArgumentException e) {
            return Source.problem("Error retrieving backup: malformed: " + e.getMessage());
        }
    }

    private Source located(Backup backup) {
        String name = backup.getMetadata().getName();
        String state = unusable(backup);
        if (!state.isEmpty()) {
            return Source.problem(cannotBeRestored(name, state));
        }
        String location = backup.getSpec() == null ? "" : text(backup.getSpec().storageLocation());
        Optional<BackupStorageLocation> found =
                location.isEmpty() ? Optional.empty() : lookup.location(location);
        if (found.isEmpty()) {
            return Source.problem(
                    "Error retrieving backup: backupstoragelocations.velero.io \""
                            + location
                            + "\" not found");
        }
        if (LocationPhase.of(found.get().getStatus()) == LocationPhase.UNAVAILABLE) {
            String why = text(found.get().getStatus().message());
            return Source.problem(
                    "Error retrieving backup: backup storage location \""
                            + location
                            + "\" is unavailable"
                            + (why.isEmpty() ? "" : ": " + why));
        }
        return new Source(backup, found.get(), List.of());
    }

    /// Why a backup has nothing to restore from, or "".
    private static String unusable(Backup backup) {
        if (backup.getMetadata().getDeletionTimestamp() != null) {
            return "it is being deleted";
        }
        return switch (BackupPhase.of(backup.getStatus())) {
            case COMPLETED, PARTIALLY_FAILED -> "";
            case DELETING -> "it is being deleted";
            case FAILED, FAILED_VALIDATION -> "it failed";
            case NEW,
                    QUEUED,
                    READY_TO_START,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED ->
                    "it is not completed, its phase is "
                            + BackupPhase.of(backup.getStatus()).text();
            case UNKNOWN -> "its phase is not known to this version of Ark";
        };
    }

    private Verdict accepted(
            Restore restore, Backup backup, BackupStorageLocation location, boolean resumed) {
        RestoreRequest request = RestoreRequest.of(restore, backup, volumeTimeout, resumed);
        RestoreSpec additions =
                RestoreSpec.builder()
                        .backupName(request.backup())
                        .scheduleName(request.schedule().isEmpty() ? null : request.schedule())
                        .excludedResources(request.filter().resources().excluded())
                        .build();
        return new Verdict.Accepted(request, additions, location);
    }
}
