package ark.backupstore;

import ark.api.v1.BackupStorageLocation;

/// From a location to its backups.
public interface BackupStores {
    /// Opens what a location describes; the caller closes it.
    ///
    /// @throws ark.spi.StoreException `MISCONFIGURED`, `DENIED`, when the location cannot be used
    BackupStore open(BackupStorageLocation location);
}
