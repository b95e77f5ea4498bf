package ark.retention;

import ark.api.v1.Annotations;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Labels;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// The resources of the server's namespace that a deletion reads and changes.
final class Resources {
    static final ResourceType REQUESTS = VeleroKind.DELETE_BACKUP_REQUEST.as(ResourceType::of);
    static final ResourceType BACKUPS = VeleroKind.BACKUP.as(ResourceType::of);
    static final ResourceType RESTORES = VeleroKind.RESTORE.as(ResourceType::of);
    static final ResourceType LOCATIONS = VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);

    private final Cluster cluster;
    private final String namespace;

    Resources(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /// A location as the stores take it.
    static BackupStorageLocation location(Item location) {
        return Json.mapper().convertValue(location.copyOfJson(), BackupStorageLocation.class);
    }

    Optional<Item> get(ResourceType type, String name) {
        return name.isEmpty() ? Optional.empty() : cluster.get(type, namespace, name);
    }

    /// All DeleteBackupRequests for a backup, oldest first or not.
    List<Item> requestsFor(String backup) {
        return of(REQUESTS, backup);
    }

    /// All Restores of a backup.
    List<Item> restoresOf(String backup) {
        return of(RESTORES, backup);
    }

    private List<Item> of(ResourceType type, String backup) {
        return cluster.items(ListRequest.all(type).in(namespace)).stream()
                .filter(item -> item.text("/spec/backupName").equals(backup))
                .toList();
    }

    void patchStatus(ResourceType type, Item item, ObjectNode status) {
        cluster.patchStatus(type, item.key(), status);
    }

    /// Marks a request as being worked on, with the labels that clients look for.
    void begin(Item request, Item backup) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .putObject("labels")
                .put(Labels.BACKUP_NAME, Labels.value(backup.key().name()))
                .put(Labels.BACKUP_UID, backup.text("/metadata/uid"));
        patch.putObject("status").put("phase", "InProgress");
        cluster.patch(REQUESTS, request.key(), patch);
    }

    /// Deletes a resource if it still is the one that was looked at. One that is gone, or another
    /// of its name, is left alone.
    void delete(ResourceType type, Item item) {
        try {
            cluster.delete(type, item.key(), item.text("/metadata/uid"));
        } catch (ClusterException e) {
            if (e.reason() != Reason.CONFLICT) {
                throw e;
            }
        }
    }

    /// Takes our finalizer from a deleted Restore whose files are gone. Where somebody else changes
    /// it at the same moment, [RestoreFilesReconciler] does it.
    void letGo(Item restore) {
        Optional<Item> held =
                get(RESTORES, restore.key().name())
                        .filter(now -> now.at("/metadata/uid").equals(restore.at("/metadata/uid")))
                        .filter(now -> finalizers(now).contains(Annotations.RESTORE_FINALIZER));
        try {
            held.ifPresent(this::removeFinalizer);
        } catch (ClusterException e) {
            if (e.reason() != Reason.CONFLICT && e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// Takes our finalizer from a Restore, if nobody else changed it since.
    void removeFinalizer(Item restore) {
        List<String> others =
                finalizers(restore).stream()
                        .filter(other -> !other.equals(Annotations.RESTORE_FINALIZER))
                        .toList();
        setFinalizers(RESTORES, restore, others);
    }

    static List<String> finalizers(Item item) {
        return item.at("/metadata/finalizers").valueStream().map(f -> f.asText()).toList();
    }

    /// Replaces a resource's finalizers, if nobody else changed it since.
    void setFinalizers(ResourceType type, Item item, List<String> finalizers) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", item.text("/metadata/resourceVersion"));
        finalizers.forEach(metadata.putArray("finalizers")::add);
        cluster.patch(type, item.key(), patch);
    }

    ItemKey key(ResourceType type, String name) {
        return new ItemKey(type.resource(), namespace, name);
    }
}
