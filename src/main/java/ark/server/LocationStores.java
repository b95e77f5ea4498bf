package ark.server;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec.ObjectStorage;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.backupstore.LocationSettings;
import ark.objectstore.ObjectStores;
import ark.spi.ObjectStore;

/// Opens the store that a location describes.
final class LocationStores implements BackupStores {
    private final ObjectStores stores;
    private final LocationSettings settings;

    LocationStores(ObjectStores stores, LocationSettings settings) {
        this.stores = stores;
        this.settings = settings;
    }

    @Override
    public BackupStore open(BackupStorageLocation location) {
        return new BackupStore(openObjects(location), prefix(location));
    }

    /// The whole bucket, for whoever knows whole keys; the caller closes it.
    ///
    /// @throws ark.spi.StoreException `MISCONFIGURED`, `DENIED`, when the location cannot be used
    ObjectStore openObjects(BackupStorageLocation location) {
        return stores.open(settings.of(location));
    }

    private static String prefix(BackupStorageLocation location) {
        ObjectStorage storage = location.getSpec().objectStorage();
        return storage == null || storage.prefix() == null ? "" : storage.prefix();
    }
}
