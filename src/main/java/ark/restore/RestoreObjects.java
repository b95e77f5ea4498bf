package ark.restore;

import ark.api.v1.Backup;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Labels;
import ark.api.v1.Restore;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.item.LabelSelector;
import ark.podvolume.Owner;
import ark.restore.request.RestoreRequest;
import ark.restore.request.RestoreValidator;
import ark.restore.version.VersionPriorities;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The custom resources that a restore reads and writes. Each method may throw a
/// [ark.cluster.ClusterException].
final class RestoreObjects implements RestoreValidator.Lookup {
    private static final ResourceType RESTORES = VeleroKind.RESTORE.as(ResourceType::of);
    private static final ResourceType BACKUPS = VeleroKind.BACKUP.as(ResourceType::of);
    private static final ResourceType LOCATIONS =
            VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);
    private static final ResourceType CONFIG_MAPS =
            ResourceType.of(GroupResource.core("configmaps"), "v1", "ConfigMap", true);
    private static final ResourceType CLAIMS =
            ResourceType.of(
                    GroupResource.core("persistentvolumeclaims"),
                    "v1",
                    "PersistentVolumeClaim",
                    true);
    private static final ResourceType POD_VOLUME_BACKUPS =
            VeleroKind.POD_VOLUME_BACKUP.as(ResourceType::of);

    private final Cluster cluster;
    private final String namespace;

    /// @param namespace of the server
    RestoreObjects(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /// Whom the volumes of a restore belong to.
    static Owner owner(RestoreRequest.Id id) {
        return Owner.restore(id.namespace(), id.name(), id.uid());
    }

    /// The Restore as it is now; empty when it is gone or another one has its name.
    Optional<Item> restore(RestoreRequest.Id id) {
        return cluster.get(RESTORES, id.namespace(), id.name())
                .filter(item -> item.text("/metadata/uid").equals(id.uid()));
    }

    /// @throws IllegalArgumentException when a field holds what it cannot hold
    static Restore decode(Item item) {
        return Json.mapper().convertValue(item.copyOfJson(), Restore.class);
    }

    @Override
    public Optional<Backup> backup(String name) {
        return cluster.get(BACKUPS, namespace, name)
                .map(item -> Json.mapper().convertValue(item.copyOfJson(), Backup.class));
    }

    @Override
    public List<Backup> backupsOf(String schedule) {
        String selector =
                LabelSelector.matching(Map.of(Labels.SCHEDULE_NAME, Labels.value(schedule)))
                        .toString();
        return cluster.items(ListRequest.all(BACKUPS).in(namespace).labelled(selector)).stream()
                .map(item -> Json.mapper().convertValue(item.copyOfJson(), Backup.class))
                .toList();
    }

    @Override
    public Optional<BackupStorageLocation> location(String name) {
        return cluster.get(LOCATIONS, namespace, name).map(BackupStorageLocation::of);
    }

    /// The PodVolumeBackups of a backup, as JSON: one that is malformed hides no other.
    List<JsonNode> podVolumeBackups(String backup) {
        String selector =
                LabelSelector.matching(Map.of(Labels.BACKUP_NAME, Labels.value(backup))).toString();
        return cluster
                .items(ListRequest.all(POD_VOLUME_BACKUPS).in(namespace).labelled(selector))
                .stream()
                .map(item -> item.at(""))
                .toList();
    }

    /// A claim as it is now; empty when it is gone, or the API server does not tell: it is only
    /// told
    /// of.
    Optional<Item> claim(String claimNamespace, String name) {
        try {
            return cluster.get(CLAIMS, claimNamespace, name);
        } catch (ClusterException e) {
            if (e.reason() == ClusterException.Reason.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /// In which versions a person wants kinds to be restored.
    VersionPriorities versionPriorities() {
        return cluster.get(CONFIG_MAPS, namespace, VersionPriorities.CONFIG_MAP)
                .map(map -> VersionPriorities.parse(map.text("/data/" + VersionPriorities.KEY)))
                .orElse(VersionPriorities.NONE);
    }

    /// Writes what is set in a status.
    ///
    /// @throws ark.cluster.ClusterException `NOT_FOUND` or `CONFLICT` when the Restore is gone
    void patchStatus(RestoreRequest.Id id, RestoreStatus status) {
        ObjectNode json = Json.mapper().valueToTree(status);
        cluster.patchStatus(RESTORES, key(id), id.uid(), json);
    }

    /// Writes what is set in a status and in a spec, at once.
    void patchStatus(RestoreRequest.Id id, RestoreStatus status, RestoreSpec spec) {
        ObjectNode also = Json.object();
        also.set("spec", Json.mapper().valueToTree(spec));
        cluster.patchStatus(RESTORES, key(id), id.uid(), Json.mapper().valueToTree(status), also);
    }

    /// Writes what is set in a spec.
    void patchSpec(RestoreRequest.Id id, RestoreSpec spec) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", id.uid());
        patch.set("spec", Json.mapper().valueToTree(spec));
        cluster.patch(RESTORES, key(id), patch);
    }

    private static ItemKey key(RestoreRequest.Id id) {
        return new ItemKey(RESTORES.resource(), id.namespace(), id.name());
    }
}
