package ark.retention;

import ark.api.v1.BackupStorageLocation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a backup owns outside its location's files. Implemented by those who reach it.
public interface VolumeData {
    /// Forgets restic snapshots of a backup. One that is gone, or a repository that is, is no
    /// failure. One that was taken for another backup stays, whatever a list says.
    ///
    /// @param volumeNamespace whose repository they lie in
    /// @param snapshots ids of 8 to 64 digits
    Forgotten forget(
            BackupStorageLocation location,
            String volumeNamespace,
            Collection<String> snapshots,
            Owner owner)
            throws InterruptedException;

    /// Forgets every restic snapshot that was taken for a backup, by its tags, in all repositories
    /// of a location.
    ///
    /// @param uid that its Backup had where it was made
    /// @return why it cannot be done now; empty when there is none any more
    Optional<String> forgetAllOf(String backup, String uid, BackupStorageLocation location)
            throws InterruptedException;

    /// What came of forgetting.
    ///
    /// @param problem why it cannot be done now; empty when what was the owner's is gone
    /// @param foreign ids of snapshots that are not the owner's, and stay
    record Forgotten(Optional<String> problem, List<String> foreign) {
        public Forgotten {
            foreign = List.copyOf(foreign);
        }
    }

    /// Whose snapshots: what their tags `backup` and `backup-uid` must say.
    ///
    /// @param backup its name
    /// @param uids that its Backup has, here and where it was made; none when nobody knows them any
    ///     more
    record Owner(String backup, Set<String> uids) {
        private static final String UID = "backup-uid=";

        public Owner {
            uids = Set.copyOf(uids);
        }

        /// Whether a snapshot with these tags, as `backup=nightly`, is the owner's.
        public boolean owns(Collection<String> tags) {
            return tags.contains("backup=" + backup)
                    && (uids.isEmpty() || tags.stream().anyMatch(this::isUid));
        }

        private boolean isUid(String tag) {
            return tag.startsWith(UID) && uids.contains(tag.substring(UID.length()));
        }
    }

    /// Whether the snapshots of volumes that a provider took can be deleted.
    ///
    /// @param snapshotLocation the name of their VolumeSnapshotLocation
    boolean reachesProviderOf(String snapshotLocation);

    /// Deletes a snapshot that a provider took. One that is gone is no failure.
    ///
    /// @return why it cannot be done now; empty when it is gone
    Optional<String> delete(String snapshotLocation, String snapshot);
}
