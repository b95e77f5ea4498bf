package ark.server;

import ark.api.v1.BackupStorageLocation;
import ark.backup.LeftSnapshots;
import ark.cluster.ClusterException;
import ark.repository.RepositoryUpkeep;
import ark.restic.ResticException;
import ark.restic.SnapshotId;
import ark.retention.VolumeData;
import ark.spi.StoreException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The data of volumes that backups own: restic snapshots lie in repositories, under their Lease.
/// Snapshots of providers are out of reach and keep their backup.
record VolumesInRepositories(RepositoryUpkeep repositories)
        implements VolumeData, LeftSnapshots.Repositories {
    @Override
    public Forgotten forget(
            BackupStorageLocation location,
            String volumeNamespace,
            Collection<String> snapshots,
            Owner owner)
            throws InterruptedException {
        List<SnapshotId> ids =
                snapshots.stream().flatMap(text -> SnapshotId.parse(text).stream()).toList();
        try {
            List<SnapshotId> foreign =
                    repositories.forget(
                            volumeNamespace, location, ids, found -> owner.owns(found.tags()));
            return new Forgotten(
                    Optional.empty(), foreign.stream().map(SnapshotId::shortened).toList());
        } catch (ResticException | ClusterException | StoreException e) {
            return new Forgotten(
                    Optional.of(RepositoryUpkeep.problem(volumeNamespace, e)), List.of());
        }
    }

    @Override
    public Optional<String> forgetAllOf(
            String backup, String uid, String volumeNamespace, BackupStorageLocation location)
            throws InterruptedException {
        try {
            repositories.forgetAll(volumeNamespace, location, tags(backup, uid));
            return Optional.empty();
        } catch (ResticException | ClusterException | StoreException e) {
            return Optional.of(RepositoryUpkeep.problem(volumeNamespace, e));
        }
    }

    @Override
    public Optional<String> forgetAllOf(String backup, String uid, BackupStorageLocation location)
            throws InterruptedException {
        try {
            List<String> problems = repositories.forgetEverywhere(location, tags(backup, uid));
            return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
        } catch (ClusterException | StoreException e) {
            return Optional.of("snapshots of volumes: " + e.getMessage());
        }
    }

    private static Map<String, String> tags(String backup, String uid) {
        return Map.of("backup", backup, "backup-uid", uid);
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
