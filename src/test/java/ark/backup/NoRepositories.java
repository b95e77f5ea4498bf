package ark.backup;

import ark.api.v1.BackupStorageLocation;
import java.util.Optional;

/// Where no snapshot ever is.
record NoRepositories() implements LeftSnapshots.Repositories {
    @Override
    public Optional<String> forgetAllOf(
            String backup, String uid, String volumeNamespace, BackupStorageLocation location) {
        return Optional.empty();
    }

    @Override
    public Optional<String> forgetAllOf(String backup, String uid, BackupStorageLocation location) {
        return Optional.empty();
    }
}
