package ark.restic.store;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationSpec.ObjectStorage;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/// Locations for tests.
public final class Locations {
    private Locations() {}

    /// A location named `default`.
    public static BackupStorageLocation location(
            String provider, String bucket, String prefix, Map<String, String> config) {
        var location = new BackupStorageLocation();
        location.setMetadata(new ObjectMetaBuilder().withName("default").build());
        location.setSpec(
                BackupStorageLocationSpec.builder()
                        .provider(provider)
                        .config(config)
                        .objectStorage(new ObjectStorage(bucket, prefix, null, null))
                        .build());
        return location;
    }
}
