package ark.retention;

import ark.api.v1.BackupStorageLocation;
import java.util.Collection;
import java.util.Optional;

/// What a backup owns outside its location's files. Implemented by those who reach it.
public interface VolumeData {
    /// Forgets restic snapshots. One that is gone, or a repository that is, is no failure.
    ///
    /// @param volumeNamespace whose repository they lie in
    /// @param snapshots ids of 8 to 64 digits
    /// @return why it cannot be done now; empty when they are gone
    Optional<String> forget(
            BackupStorageLocation location, String volumeNamespace, Collection<String> snapshots)
            throws InterruptedException;

    /// Whether the snapshots of volumes that a provider took can be deleted.
    ///
    /// @param snapshotLocation the name of their VolumeSnapshotLocation
    boolean reachesProviderOf(String snapshotLocation);

    /// Deletes a snapshot that a provider took. One that is gone is no failure.
    ///
    /// @return why it cannot be done now; empty when it is gone
    Optional<String> delete(String snapshotLocation, String snapshot);
}
