package ark.retention;

import ark.api.v1.Annotations;
import ark.api.v1.Labels;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ItemHead;
import ark.cluster.ItemSink;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.item.LabelSelector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The resources of the server's namespace that a deletion reads and changes.
final class Resources {
    static final ResourceType REQUESTS = VeleroKind.DELETE_BACKUP_REQUEST.as(ResourceType::of);
    static final ResourceType BACKUPS = VeleroKind.BACKUP.as(ResourceType::of);
    static final ResourceType RESTORES = VeleroKind.RESTORE.as(ResourceType::of);
    static final ResourceType LOCATIONS = VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);

    static final ResourceType VOLUMES = VeleroKind.POD_VOLUME_BACKUP.as(ResourceType::of);

    private static final String FIELD_MANAGER = "ark-server";

    /// Leaves room for the time in a name of 253 characters.
    private static final int MAX_START = 240;

    private final Cluster cluster;
    private final String namespace;

    Resources(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
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

    /// The PodVolumeBackups of a backup.
    List<Item> volumesOf(Item backup) {
        String selector =
                LabelSelector.matching(Map.of(Labels.BACKUP_UID, backup.text("/metadata/uid")))
                        .toString();
        return cluster.items(ListRequest.all(VOLUMES).in(namespace).labelled(selector));
    }

    /// All of a kind.
    List<Item> all(ResourceType type) {
        return cluster.items(ListRequest.all(type).in(namespace));
    }

    /// What expiry knows of all Backups; memory holds no more of them.
    List<KnownBackup> backups() {
        var known = new ArrayList<KnownBackup>();
        cluster.list(
                ListRequest.all(BACKUPS).in(namespace),
                new ItemSink() {
                    @Override
                    public void begin() {
                        known.clear();
                    }

                    @Override
                    public void item(ItemHead head, byte[] buffer, int offset, int length) {
                        known.add(
                                KnownBackup.of(
                                        Item.of(
                                                BACKUPS.resource(),
                                                Json.object(buffer, offset, length))));
                    }
                });
        return List.copyOf(known);
    }

    private List<Item> of(ResourceType type, String backup) {
        return all(type).stream()
                .filter(item -> item.text("/spec/backupName").equals(backup))
                .toList();
    }

    /// Asks for the deletion of a backup.
    void createRequest(KnownBackup backup, Instant now) {
        ObjectNode request = Json.object();
        request.put("apiVersion", REQUESTS.apiVersion()).put("kind", REQUESTS.kind());
        ObjectNode metadata = request.putObject("metadata");
        metadata.put("namespace", namespace).put("name", requestName(backup.name(), now));
        metadata.putObject("labels")
                .put(Labels.BACKUP_NAME, Labels.value(backup.name()))
                .put(Labels.BACKUP_UID, backup.uid());
        request.putObject("spec").put("backupName", backup.name());
        try {
            cluster.create(REQUESTS, Item.of(REQUESTS.resource(), request), FIELD_MANAGER);
        } catch (ClusterException e) {
            if (e.reason() != Reason.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    /// As upstream's, but with the time in place of chance.
    private static String requestName(String backup, Instant now) {
        String start = backup.substring(0, Math.min(backup.length(), MAX_START));
        return start.replaceAll("[.-]+$", "")
                + "-"
                + Long.toString(now.getEpochSecond(), Character.MAX_RADIX);
    }

    /// Changes a resource; one that is gone is left alone.
    void patchIfThere(ResourceType type, String name, ObjectNode patch) {
        try {
            cluster.patch(type, key(type, name), patch);
        } catch (ClusterException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// Writes the status of that very resource.
    ///
    /// @throws ClusterException `CONFLICT` when another one has its name
    void patchStatus(ResourceType type, Item item, ObjectNode status) {
        cluster.patchStatus(type, item.key(), item.text("/metadata/uid"), status);
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
