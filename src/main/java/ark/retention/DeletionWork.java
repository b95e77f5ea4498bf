package ark.retention;

import ark.api.v1.Annotations;
import ark.api.v1.BackupStorageLocation;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what one backup owns.
///
/// The metadata goes first: from then on nobody sees a backup without its data. The data of volumes
/// goes before the files, which name it: while any of it stays, so do they, and the next attempt
/// finds it again. The resources go last.
final class DeletionWork {
    private static final Logger log = LoggerFactory.getLogger(DeletionWork.class);

    private final Resources resources;
    private final BackupStore store;
    private final VolumeData volumes;
    private final DeletionPlan.Delete plan;
    private final Item backup;
    private final String name;

    DeletionWork(
            Resources resources, BackupStore store, VolumeData volumes, DeletionPlan.Delete plan) {
        this.resources = resources;
        this.store = store;
        this.volumes = volumes;
        this.plan = plan;
        this.backup = plan.backup();
        this.name = backup.key().name();
    }

    /// Why nothing may be deleted, if so.
    Optional<String> refusal() {
        if (isAnothers() || keepsProvided()) {
            return Optional.empty();
        }
        List<OwnedVolumes.Provided> stay =
                OwnedVolumes.of(store, name, List.of()).outOfReach(volumes);
        return stay.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("unable to delete backup because it includes snapshots of volumes (%s%s)"
                                        + " that this server has no volume snapshotter for. Delete"
                                        + " them at their provider, or leave them there, and set"
                                        + " the annotation %s=true on the Backup")
                                .formatted(
                                        stay.getFirst().snapshot(),
                                        stay.size() == 1
                                                ? ""
                                                : " and " + (stay.size() - 1) + " more",
                                        Annotations.KEEP_VOLUME_SNAPSHOTS));
    }

    private boolean keepsProvided() {
        return backup.annotations()
                .getOrDefault(Annotations.KEEP_VOLUME_SNAPSHOTS, "")
                .equals("true");
    }

    /// Deletes everything, from wherever an earlier attempt got to.
    ///
    /// @return what stays and why; empty when nothing does
    List<String> run() throws InterruptedException {
        var errors = new ArrayList<String>();
        try {
            if (isAnothers()) {
                log.atWarn()
                        .addKeyValue("backup", name)
                        .log("the location holds another backup of that name, which stays");
            } else {
                errors.addAll(deleteFilesAndVolumes());
            }
            if (errors.isEmpty()) {
                plan.restores().forEach(restore -> deleteRestore(restore, errors));
            }
            if (errors.isEmpty()) {
                resources.delete(Resources.BACKUPS, backup);
            }
        } catch (StoreException | ClusterException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
        return errors;
    }

    private List<String> deleteFilesAndVolumes() throws InterruptedException {
        OwnedVolumes owned = OwnedVolumes.of(store, name, resources.volumesOf(backup));
        store.uncommit(name);
        var errors = new ArrayList<String>();
        for (Map.Entry<String, Set<String>> each : owned.restic().entrySet()) {
            volumes.forget(
                            BackupStorageLocation.of(plan.location()),
                            each.getKey(),
                            each.getValue())
                    .ifPresent(errors::add);
        }
        if (!keepsProvided()) {
            for (OwnedVolumes.Provided each : owned.provided()) {
                volumes.delete(each.snapshotLocation(), each.snapshot()).ifPresent(errors::add);
            }
        }
        if (errors.isEmpty()) {
            store.delete(name);
        }
        return errors;
    }

    /// Whether what the bucket holds is not this backup: one that failed because the name was
    /// taken must not take the other one's data along, be it there or on its way. A backup that
    /// another cluster made has another uid here, but the times are the same.
    private boolean isAnothers() {
        Optional<byte[]> metadata = store.metadata(name);
        String uid = backup.text("/metadata/uid");
        if (metadata.isEmpty()) {
            boolean failed = !backup.text("/status/failureReason").isEmpty();
            return failed
                    && store.claimOwner(name).filter(owner -> !owner.endsWith(uid)).isPresent();
        }
        ObjectNode stored;
        try {
            stored = Json.object(metadata.get());
        } catch (InvalidJsonException e) {
            return false; // damaged
        }
        boolean sameTimes =
                List.of("/status/startTimestamp", "/status/completionTimestamp").stream()
                        .allMatch(time -> stored.at(time).asText("").equals(backup.text(time)));
        return !sameTimes && !uid.equals(stored.at("/metadata/uid").asText());
    }

    private void deleteRestore(Item restore, List<String> errors) {
        try {
            store.deleteRestore(restore.key().name(), restore.text("/spec/backupName"));
            resources.delete(Resources.RESTORES, restore);
            resources.letGo(restore); // its files are gone already
        } catch (StoreException | ClusterException e) { // the other restores can still go
            errors.add(String.valueOf(e.getMessage()));
        }
    }
}
