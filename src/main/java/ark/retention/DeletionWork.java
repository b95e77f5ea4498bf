package ark.retention;

import ark.api.v1.Annotations;
import ark.api.v1.BackupStorageLocation;
import ark.backupstore.BackupFile;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.event.Events;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final Events events;
    private final Item backup;
    private final String name;

    DeletionWork(
            Resources resources,
            BackupStore store,
            VolumeData volumes,
            DeletionPlan.Delete plan,
            Events events) {
        this.resources = resources;
        this.store = store;
        this.volumes = volumes;
        this.plan = plan;
        this.events = events;
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
                FailPoint.DELETION_BACKUP_REMOVED.reached();
            }
        } catch (StoreException | ClusterException e) {
            errors.add(String.valueOf(e.getMessage()));
        }
        return errors;
    }

    private List<String> deleteFilesAndVolumes() throws InterruptedException {
        OwnedVolumes owned = OwnedVolumes.of(store, name, resources.volumesOf(backup));
        VolumeData.Owner owner = owner();
        Optional<String> unlisted = uidOfUnlisted();
        unlisted.ifPresent(this::remember);
        store.uncommit(name);
        FailPoint.DELETION_METADATA_REMOVED.reached();
        var errors = new ArrayList<String>();
        for (Map.Entry<String, Set<String>> each : owned.restic().entrySet()) {
            VolumeData.Forgotten forgotten =
                    volumes.forget(
                            BackupStorageLocation.of(plan.location()),
                            each.getKey(),
                            each.getValue(),
                            owner);
            FailPoint.DELETION_SNAPSHOTS_FORGOTTEN.reached();
            forgotten.problem().ifPresent(errors::add);
            tell(forgotten.foreign(), each.getKey());
        }
        if (!keepsProvided()) {
            if (unlisted.isPresent()) {
                volumes.forgetAllOf(name, unlisted.get(), BackupStorageLocation.of(plan.location()))
                        .ifPresent(errors::add);
            }
            for (OwnedVolumes.Provided each : owned.provided()) {
                volumes.delete(each.snapshotLocation(), each.snapshot()).ifPresent(errors::add);
            }
        }
        if (errors.isEmpty() && isReplaced(Resources.BACKUPS, backup)) {
            errors.add("another Backup of its name was made meanwhile; what is stored there stays");
        }
        if (errors.isEmpty()) {
            store.delete(name);
            FailPoint.DELETION_FILES_REMOVED.reached();
        }
        return errors;
    }

    /// Whether somebody took a Backup or Restore away while snapshots were being forgotten, and
    /// made another one, which stores its files in the same place.
    private boolean isReplaced(ResourceType type, Item seen) {
        return resources
                .get(type, seen.key().name())
                .filter(now -> !now.text("/metadata/uid").equals(seen.text("/metadata/uid")))
                .isPresent();
    }

    /// The uid in the tags of snapshots that no list names, if there may be some: Ark, and Velero
    /// up to 1.0, stored no list; and a backup that failed stored none, and may have been deleted
    /// before its snapshots were forgotten.
    private Optional<String> uidOfUnlisted() {
        Map<String, String> annotations = backup.annotations();
        Optional<String> stored = storedUid();
        if (stored.isPresent()) {
            return store.has(name, BackupFile.POD_VOLUME_BACKUPS) ? Optional.empty() : stored;
        }
        return annotations.containsKey(Annotations.SNAPSHOTS_LEFT)
                ? Optional.of(backup.text("/metadata/uid"))
                : Optional.ofNullable(annotations.get(Annotations.STORED_UID));
    }

    /// So that it is known when the metadata is gone, and the snapshots are not.
    private void remember(String uid) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put("uid", backup.text("/metadata/uid"))
                .putObject("annotations")
                .put(Annotations.STORED_UID, uid);
        resources.patchIfThere(Resources.BACKUPS, name, patch);
    }

    /// Of a backup that another cluster made the Backup here has another uid than its snapshots.
    /// When an earlier attempt has removed what told that, its name decides.
    private VolumeData.Owner owner() {
        String stored =
                storedUid()
                        .or(() -> store.claimOwner(name).map(DeletionWork::uidOfClaim))
                        .orElse("");
        return new VolumeData.Owner(
                name, stored.isEmpty() ? Set.of() : uids(stored, backup.text("/metadata/uid")));
    }

    private Optional<String> storedUid() {
        return Optional.of(store.metadataTree(name).at("/metadata/uid").asText())
                .filter(uid -> !uid.isEmpty());
    }

    /// Which may be one and the same.
    private static Set<String> uids(String... uids) {
        return Stream.of(uids).collect(Collectors.toUnmodifiableSet());
    }

    /// Of `server/uid`.
    static String uidOfClaim(String claim) {
        return claim.substring(claim.lastIndexOf('/') + 1);
    }

    /// Somebody wrote a list, or changed one, to make this server destroy what is another backup's.
    private void tell(List<String> foreign, String volumeNamespace) {
        if (foreign.isEmpty()) {
            return;
        }
        String message =
                "the list of volumes of backup %s names snapshots that were not taken for it: %s, in the repository of namespace %s; they stay"
                        .formatted(name, String.join(", ", foreign), volumeNamespace);
        log.atWarn().addKeyValue("backup", name).log(message);
        events.warn(Resources.LOCATIONS, plan.location().key(), "ForeignSnapshots", message);
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
            if (isReplaced(Resources.RESTORES, restore)) {
                return;
            }
            store.deleteRestore(restore.key().name(), restore.text("/spec/backupName"));
            FailPoint.DELETION_RESTORE_FILES_REMOVED.reached();
            resources.delete(Resources.RESTORES, restore);
            resources.letGo(restore); // its files are gone already
            FailPoint.DELETION_RESTORE_REMOVED.reached();
        } catch (StoreException | ClusterException e) { // the other restores can still go
            errors.add(String.valueOf(e.getMessage()));
        }
    }
}
