package ark.repository;

import ark.api.v1.AccessMode;
import ark.api.v1.BackupStorageLocation;
import ark.restic.Repository;
import ark.restic.RepositoryKey;
import ark.restic.store.RepositoryAddress;
import ark.restic.store.StoreAccess;
import ark.spi.StoreException;
import java.util.Map;
import java.util.Objects;

/// Where the repository of a namespace is, and how restic gets there.
record Place(
        String volumeNamespace,
        BackupStorageLocation location,
        RepositoryAddress address,
        StoreAccess access) {
    private static final String VERSION_KEY = "resticRepositoryVersion";
    private static final int USUAL_VERSION = 2;

    /// @throws StoreException `MISCONFIGURED`, or `UNREACHABLE` when Amazon must be asked
    static Place of(
            String volumeNamespace,
            BackupStorageLocation location,
            RepositoryTools.Locations locations) {
        RepositoryAddress address =
                RepositoryAddress.of(location, volumeNamespace, locations.regions());
        StoreAccess access =
                StoreAccess.of(locations.settings().of(location), locations.environment());
        return new Place(volumeNamespace, location, address, access);
    }

    Repository with(RepositoryKey key) {
        return new Repository(address, access, key, readOnly());
    }

    boolean readOnly() {
        return location.getSpec().accessMode() == AccessMode.READ_ONLY;
    }

    /// Whether it lies where the location's backups do, and not where a setting says.
    boolean isBesideBackups() {
        return isBesideBackups(location);
    }

    /// Whether all repositories of a location lie so.
    static boolean isBesideBackups(BackupStorageLocation location) {
        Map<String, String> config =
                Objects.requireNonNullElse(location.getSpec().config(), Map.of());
        return !config.containsKey("resticRepoPrefix") && !config.containsKey("resticLocation");
    }

    String locationName() {
        return location.getMetadata().getName();
    }

    /// Of the format of a new repository.
    int version() {
        String given =
                Objects.requireNonNullElse(location.getSpec().config(), Map.<String, String>of())
                        .getOrDefault(VERSION_KEY, "");
        return switch (given) {
            case "", "2" -> USUAL_VERSION;
            case "1" -> 1;
            default ->
                    throw new StoreException(
                            StoreException.Reason.MISCONFIGURED,
                            "opening location " + locationName(),
                            "config key %s must be \"1\" or \"2\", is \"%s\""
                                    .formatted(VERSION_KEY, given),
                            null);
        };
    }
}
