package ark.server;

import ark.api.v1.BackupStorageLocation;
import ark.cluster.ClusterException;
import ark.repository.RepositoryUpkeep;
import ark.restic.ResticException;
import ark.restic.SnapshotId;
import ark.retention.VolumeData;
import ark.spi.StoreException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The data of volumes that backups own: restic snapshots lie in repositories, under their Lease.
/// Snapshots of providers are out of reach and keep their backup.
record VolumesInRepositories(RepositoryUpkeep repositories) implements VolumeData {
    @Override
    public Optional<String> forget(
            BackupStorageLocation location, String volumeNamespace, Collection<String> snapshots)
            throws InterruptedException {
        List<SnapshotId> ids =
                snapshots.stream().flatMap(text -> SnapshotId.parse(text).stream()).toList();
        try {
            repositories.forget(volumeNamespace, location, ids);
            return Optional.empty();
        } catch (ResticException | ClusterException | StoreException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("the server stops");
            }
            return Optional.of(
                    "snapshots of volumes of namespace " + volumeNamespace + ": " + e.getMessage());
        }
    }

    @Override
    public boolean reachesProviderOf(String snapshotLocation) {
        return false;
    }

    @Override
    public Optional<String> delete(String snapshotLocation, String snapshot) {
        return Optional.of("snapshot " + snapshot + " stays: there is no volume snapshotter");
    }
}
