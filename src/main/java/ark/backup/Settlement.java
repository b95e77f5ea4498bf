package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStatus;
import ark.api.v1.BackupStorageLocation;
import ark.backup.request.BackupId;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.event.Events;
import ark.hook.LeftHooks;
import ark.hook.OpenHooks;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.podvolume.VolumeRequests;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Settles a backup that is in progress and that nobody runs: its process died, or could not write
/// its last status. What it froze is thawed first. Then the bucket knows: committed, it takes its
/// phase from there; else it failed, what is still captured for it is stopped, and what was
/// captured is to be forgotten ([LeftSnapshots]).
final class Settlement {
    /// What upstream says, word for word.
    static final String ABANDONED =
            "get a backup with status \"InProgress\" during the server starting, mark it as"
                    + " \"Failed\"";

    private final BackupTools tools;
    private final BackupSettings settings;
    private final BackupObjects objects;
    private final InDoubt inDoubt;

    Settlement(BackupTools tools, BackupSettings settings) {
        this.tools = tools;
        this.settings = settings;
        objects = new BackupObjects(tools.cluster());
        var events = new Events(tools.cluster(), tools.clock());
        inDoubt = new InDoubt(objects, events, tools.clock());
    }

    /// Does nothing unless the Backup is there and in progress. When the bucket does not answer the
    /// Backup says so, and its bucket is asked again by a later call.
    ///
    /// @throws ark.cluster.ClusterException when the cluster does not answer: the Backup is then as
    ///     it was
    void settle(BackupId id) {
        if (!inDoubt.mayAsk(id)) {
            return;
        }
        Scratch.removeLeftovers(settings.scratch(), id);
        Optional<Item> backup = objects.get(id);
        if (backup.isEmpty() || !isInProgress(backup.get())) {
            inDoubt.forget(id);
            return;
        }
        List<String> stillFrozen = runLeftHooks(backup.get(), id);
        try {
            Verdict verdict = verdict(backup.get(), id);
            inDoubt.resolved(backup.get(), id);
            objects.settle(id, told(verdict.status(), stillFrozen), verdict.also());
            FailPoint.SETTLEMENT_ENDED.reached();
        } catch (StoreException e) {
            inDoubt.noAnswer(backup.get(), id, e);
        }
    }

    /// Runs the post hooks that the dead server left behind, each once: whatever they came to, they
    /// are not due any more.
    ///
    /// @return what failed
    private List<String> runLeftHooks(Item backup, BackupId id) {
        String noted = backup.annotations().getOrDefault(Annotations.OPEN_HOOKS, "");
        if (noted.isEmpty()) {
            return List.of();
        }
        List<String> failures;
        try {
            failures = new LeftHooks(tools.commands()).run(OpenHooks.parse(noted));
        } catch (IllegalArgumentException e) {
            failures = List.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) { // they stay due
            Thread.currentThread().interrupt();
            throw ClusterException.of(Reason.CANCELLED, "running left hooks", "interrupted");
        }
        FailPoint.SETTLEMENT_HOOKS_RUN.reached();
        objects.noteOpenHooks(id, List.of());
        return failures;
    }

    /// Somebody has to know that an application may still stand still.
    private static BackupStatus told(BackupStatus status, List<String> stillFrozen) {
        if (stillFrozen.isEmpty() || status.failureReason() == null) {
            return status;
        }
        return status.toBuilder()
                .failureReason(status.failureReason() + "; " + String.join("; ", stillFrozen))
                .build();
    }

    /// Forgets a Backup that is gone.
    void forget(BackupId id) {
        inDoubt.forget(id);
    }

    /// How a backup ended.
    ///
    /// @param also what its metadata says then
    private record Verdict(BackupStatus status, ObjectNode also) {}

    private Verdict verdict(Item backup, BackupId id) {
        return objects.location(id.namespace(), backup.text("/spec/storageLocation"))
                .map(found -> inBucket(found, id))
                .orElseGet(() -> abandoned(id));
    }

    private static boolean isInProgress(Item backup) {
        return BackupPhase.of(backup.text("/status/phase")) == BackupPhase.IN_PROGRESS;
    }

    private Verdict inBucket(BackupStorageLocation location, BackupId id) {
        try (BackupStore store = tools.stores().open(location)) {
            Optional<byte[]> metadata = store.metadata(id.name());
            if (metadata.isEmpty()) {
                new ReservedName(store, settings.serverId(), id).clear();
                FailPoint.SETTLEMENT_LEFTOVERS_REMOVED.reached();
            }
            return metadata.flatMap(bytes -> recorded(bytes, id))
                    .map(status -> new Verdict(status, Json.object()))
                    .orElseGet(() -> abandoned(id));
        }
    }

    /// The status that a bucket has for this very Backup. Nothing but an end is believed.
    private static Optional<BackupStatus> recorded(byte[] metadata, BackupId id) {
        try {
            ObjectNode json = Json.object(metadata);
            if (!json.at("/metadata/uid").asText().equals(id.uid())) {
                return Optional.empty();
            }
            BackupStatus status =
                    Json.mapper().convertValue(json.path("status"), BackupStatus.class);
            return Optional.of(status)
                    .filter(
                            s ->
                                    s.phase() == BackupPhase.COMPLETED
                                            || s.phase() == BackupPhase.PARTIALLY_FAILED);
        } catch (InvalidJsonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Verdict abandoned(BackupId id) {
        var volumes = new VolumeRequests(tools.volumes(), BackupObjects.owner(id));
        VolumeRequests.Stopped stopped = volumes.stop("the backup failed");
        FailPoint.SETTLEMENT_VOLUMES_STOPPED.reached();
        Instant now = tools.clock().instant();
        return new Verdict(
                BackupStatus.builder()
                        .phase(BackupPhase.FAILED)
                        .failureReason(ABANDONED)
                        .completionTimestamp(now)
                        .build(),
                LeftSnapshots.note(stopped, now));
    }
}
