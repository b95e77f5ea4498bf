package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.Backup;
import ark.api.v1.BackupStatus;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VeleroKind;
import ark.api.v1.VolumeSnapshotLocation;
import ark.backup.request.BackupFacts;
import ark.backup.request.BackupId;
import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.hook.OpenHooks;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.podvolume.Owner;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// The Backup resources in the cluster, and what their validation needs.
///
/// Every method throws a [ark.cluster.ClusterException]; one that changes a Backup `NOT_FOUND`,
/// `CONFLICT` or `INVALID` when that very Backup is gone, even if another one has its name.
final class BackupObjects {
    static final ResourceType BACKUPS = VeleroKind.BACKUP.as(ResourceType::of);
    private static final ResourceType LOCATIONS =
            VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);
    private static final ResourceType SNAPSHOT_LOCATIONS =
            VeleroKind.VOLUME_SNAPSHOT_LOCATION.as(ResourceType::of);

    private final Cluster cluster;

    BackupObjects(Cluster cluster) {
        this.cluster = cluster;
    }

    /// Whom the volumes of a backup belong to.
    static Owner owner(BackupId id) {
        return Owner.backup(id.namespace(), id.name(), id.uid());
    }

    /// The Backup as it is now, with all of its JSON; empty when that very one is gone.
    Optional<Item> get(BackupId id) {
        return cluster.get(BACKUPS, id.namespace(), id.name())
                .filter(item -> item.text("/metadata/uid").equals(id.uid()));
    }

    /// @throws IllegalArgumentException when a field has another shape than this version knows
    static Backup decode(Item item) {
        return Json.mapper().convertValue(item.copyOfJson(), Backup.class);
    }

    BackupFacts facts(String namespace) {
        return new BackupFacts(
                all(LOCATIONS, namespace, BackupStorageLocation.class),
                all(SNAPSHOT_LOCATIONS, namespace, VolumeSnapshotLocation.class));
    }

    /// A storage location by its name; empty when there is none.
    ///
    /// @throws StoreException `MISCONFIGURED` when it is malformed: what lies there may come into
    ///     reach again
    Optional<BackupStorageLocation> location(String namespace, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return cluster.get(LOCATIONS, namespace, name).map(BackupStorageLocation::of);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    StoreException.Reason.MISCONFIGURED,
                    "using backup storage location " + name,
                    "malformed: " + e.getMessage(),
                    e);
        }
    }

    private <T> List<T> all(ResourceType type, String namespace, Class<T> as) {
        return cluster.items(ListRequest.all(type).in(namespace)).stream()
                .flatMap(item -> decode(item, as).stream())
                .toList();
    }

    /// One that is malformed is told of by whoever looks after it; here it does not exist.
    private static <T> Optional<T> decode(Item item, Class<T> as) {
        try {
            return Optional.of(Json.mapper().convertValue(item.copyOfJson(), as));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Changes members of metadata and spec.
    ///
    /// @return the Backup as it is then
    Item patch(BackupId id, ObjectNode mergePatch) {
        ObjectNode patch = mergePatch.deepCopy();
        patch.withObject("/metadata").put("uid", id.uid());
        return cluster.patch(BACKUPS, key(id), patch);
    }

    /// Writes which post hooks are due should this server die.
    ///
    /// @param open none when nothing is due any more
    void noteOpenHooks(BackupId id, List<OpenHooks.OfPod> open) {
        ObjectNode patch = Json.object();
        patch.withObject("/metadata/annotations")
                .put(Annotations.OPEN_HOOKS, open.isEmpty() ? null : OpenHooks.text(open));
        patch(id, patch);
    }

    /// Changes the members of the status that are set.
    void patchStatus(BackupId id, BackupStatus status) {
        cluster.patchStatus(BACKUPS, key(id), id.uid(), json(status));
    }

    /// Changes the members of the status that are set, and members of metadata and spec at once:
    /// clients up to Velero 1.10 take a change that leaves the phase empty for the end.
    void patchStatus(BackupId id, BackupStatus status, ObjectNode also) {
        cluster.patchStatus(BACKUPS, key(id), id.uid(), json(status), also);
    }

    /// Gives a Backup its last status, and takes away what it said while the end was not known.
    ///
    /// @param also members of metadata that change with it
    void settle(BackupId id, BackupStatus status, ObjectNode also) {
        ObjectNode json = json(status);
        if (!json.has("failureReason")) {
            json.putNull("failureReason");
        }
        cluster.patchStatus(BACKUPS, key(id), id.uid(), json, also);
    }

    /// The members of a status that are set.
    static ObjectNode json(BackupStatus status) {
        return Json.mapper().valueToTree(status);
    }

    static ItemKey key(BackupId id) {
        return new ItemKey(BACKUPS.resource(), id.namespace(), id.name());
    }
}
