package ark.restic;

import ark.restic.store.RepositoryAddress;
import ark.restic.store.StoreAccess;

/// A repository, with everything that restic needs to open it.
///
/// @param readOnly whether nothing may be written there, not even a lock

public record Repository(
        RepositoryAddress address, StoreAccess access, RepositoryKey key, boolean readOnly) {
    /// The same repository with another key.
    public Repository with(RepositoryKey other) {
        return new Repository(address, access, other, readOnly);
    }
}
