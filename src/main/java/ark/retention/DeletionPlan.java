package ark.retention;

import ark.api.v1.BackupPhase;
import ark.api.v1.RestorePhase;
import ark.item.Item;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is to be done about a DeleteBackupRequest.
///
/// Source of the refusals' words: upstream's backup deletion controller.
sealed interface DeletionPlan {
    /// Another request for the same backup is being worked on and will delete this one.
    record Leave() implements DeletionPlan {}

    /// It cannot be done; the request says why.
    record Refuse(String why) implements DeletionPlan {}

    /// The backup is gone already: a server died just before it could say so.
    record Finish() implements DeletionPlan {}

    /// The backup never got as far as the bucket: only its resource is to be deleted.
    ///
    /// @param backup the Backup
    record DeleteResource(Item backup) implements DeletionPlan {}

    /// Everything is to be deleted.
    ///
    /// @param backup the Backup
    /// @param location the BackupStorageLocation that it lies in
    /// @param restores the Restores of the backup
    record Delete(Item backup, Item location, List<Item> restores) implements DeletionPlan {
        public Delete {
            restores = List.copyOf(restores);
        }
    }

    /// What the cluster knows.
    ///
    /// @param requests all DeleteBackupRequests for the backup, this one too
    /// @param backup the Backup, if there is one
    /// @param location the location that it names, if there is one
    /// @param restores the Restores of the backup
    record Facts(
            List<Item> requests,
            Optional<Item> backup,
            Optional<Item> location,
            List<Item> restores) {}

    /// Decides.
    ///
    /// @param request with `spec.backupName`, if any
    static DeletionPlan of(Item request, Facts facts) {
        if (request.text("/spec/backupName").isEmpty()) {
            return new Refuse("spec.backupName is required");
        }
        if (!isFirst(request, facts.requests())) {
            return new Leave();
        }
        if (facts.backup().isEmpty()) {
            return inProgress(request) ? new Finish() : new Refuse("backup not found");
        }
        return ofBackup(facts.backup().get(), facts);
    }

    private static DeletionPlan ofBackup(Item backup, Facts facts) {
        switch (BackupPhase.of(backup.text("/status/phase"))) {
            case FAILED_VALIDATION -> {
                return new DeleteResource(backup); // of its name there may be one in the bucket
            }
            case NEW,
                    QUEUED,
                    READY_TO_START,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED -> {
                return new Refuse("backup is still in progress");
            }
            case COMPLETED, PARTIALLY_FAILED, FAILED, DELETING, UNKNOWN -> {}
        }
        Optional<Item> busy = facts.restores().stream().filter(DeletionPlan::pins).findFirst();
        if (busy.isPresent()) {
            return new Refuse("restore " + busy.get().key().name() + " of it is still in progress");
        }
        String location = backup.text("/spec/storageLocation");
        if (facts.location().isEmpty()) {
            return new Refuse("backup storage location " + location + " not found");
        }
        if (facts.location().get().text("/spec/accessMode").equals("ReadOnly")) {
            return new Refuse(
                    "cannot delete backup because backup storage location "
                            + location
                            + " is currently in read-only mode");
        }
        return new Delete(backup, facts.location().get(), facts.restores());
    }

    /// Of several requests for one backup exactly one is worked on: one that was begun, else the
    /// oldest. The others are deleted by it.
    private static boolean isFirst(Item request, List<Item> requests) {
        return requests.stream()
                .filter(other -> !processed(other))
                .min(
                        Comparator.comparing((Item other) -> !inProgress(other))
                                .thenComparing(o -> o.text("/metadata/creationTimestamp"))
                                .thenComparing(other -> other.key().name()))
                .map(first -> first.key().equals(request.key()))
                .orElse(true);
    }

    private static boolean processed(Item request) {
        return request.text("/status/phase").equals("Processed");
    }

    private static boolean inProgress(Item request) {
        return request.text("/status/phase").equals("InProgress");
    }

    /// Whether a Restore needs its backup: it runs, or waits to.
    static boolean pins(Item restore) {
        return switch (RestorePhase.of(restore.text("/status/phase"))) {
            case NEW,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED ->
                    true;
            case FAILED_VALIDATION, COMPLETED, PARTIALLY_FAILED, FAILED, UNKNOWN -> false;
        };
    }
}
