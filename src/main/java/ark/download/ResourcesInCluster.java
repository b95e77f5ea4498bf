package ark.download;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.Item;
import java.util.Optional;

/// The Backups, Restores and locations of the server's namespace.
final class ResourcesInCluster implements Signer.Resources {
    private final Cluster cluster;
    private final String namespace;

    ResourcesInCluster(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Override
    public Optional<String> locationOf(String backup) {
        return get(VeleroKind.BACKUP, backup).map(item -> item.text("/spec/storageLocation"));
    }

    @Override
    public Optional<String> backupOf(String restore) {
        return get(VeleroKind.RESTORE, restore).map(item -> item.text("/spec/backupName"));
    }

    @Override
    public Optional<BackupStorageLocation> location(String name) {
        return get(VeleroKind.BACKUP_STORAGE_LOCATION, name).map(BackupStorageLocation::of);
    }

    private Optional<Item> get(VeleroKind kind, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return cluster.get(kind.as(ResourceType::of), namespace, name);
    }
}
