package ark.restic.store;

import ark.api.v1.BackupStorageLocationSpec;
import java.util.Map;
import java.util.Objects;

/// The kinds of store of which a repository's address is known.
enum StoreKind {
    AWS,
    AZURE,
    GCP,
    FILESYSTEM,
    OTHER;

    static StoreKind of(BackupStorageLocationSpec spec) {
        Map<String, String> config = Objects.requireNonNullElse(spec.config(), Map.of());
        return of(Objects.requireNonNullElse(spec.provider(), ""), config);
    }

    /// @param provider with or without its `velero.io/`
    static StoreKind of(String provider, Map<String, String> config) {
        return switch (provider.contains("/") ? provider : "velero.io/" + provider) {
            case "velero.io/aws" -> AWS;
            case "velero.io/azure" -> AZURE;
            case "velero.io/gcp" -> GCP;
            case "velero.io/filesystem" -> FILESYSTEM;
            // since 1.10 upstream takes whoever names an S3 address for a compatible store
            default -> config.getOrDefault("s3Url", "").isEmpty() ? OTHER : AWS;
        };
    }
}
