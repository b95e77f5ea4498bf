package ark.restic.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.Names;
import ark.spi.StoreException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Where a repository is, as restic's `--repo` takes it. Holds no secrets.
///
/// An address is always computed from a location and a namespace, never taken from a resource or a
/// bucket, and every part of it is held against a strict pattern: it can neither become an option
/// nor name another store than the location's.
///
/// @param text `s3:…`, `azure:…`, `gs:…`, or an absolute path
public record RepositoryAddress(String text) {
    private static final int LEASE_HASH_BYTES = 10;

    /// The repository of a namespace in a location.
    ///
    /// @param regions asked for an Amazon bucket of which the location does not name the region
    /// @throws StoreException `MISCONFIGURED` with everything that is wrong with the location;
    ///     what `regions` throws
    /// Source: upstream `pkg/restic/config.go` of 1.9.7; for `resticLocation`, Ark 0.9.
    public static RepositoryAddress of(
            BackupStorageLocation location, String namespace, Regions regions) {
        String name = location.getMetadata().getName();
        BackupStorageLocationSpec spec = location.getSpec();
        if (spec == null) {
            throw new StoreException(
                    StoreException.Reason.MISCONFIGURED,
                    doing(namespace, name),
                    "the location has no spec",
                    null);
        }
        var root = new RepositoryRoot(spec, regions);
        String text = root.text();
        Names.namespaceProblems(namespace)
                .forEach(problem -> root.problem("namespace \"" + namespace + "\": " + problem));
        if (!root.problems().isEmpty()) {
            throw new StoreException(
                    StoreException.Reason.MISCONFIGURED,
                    doing(namespace, name),
                    String.join("; ", root.problems()),
                    null);
        }
        String parent = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return new RepositoryAddress(parent + "/" + namespace);
    }

    private static String doing(String namespace, String location) {
        return "finding the repository of namespace %s in location %s"
                .formatted(namespace, location);
    }

    /// The folder of a repository that is one.
    public Optional<Path> folder() {
        return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
    }

    /// The name of the Lease that is held by whoever must have the repository to itself, as prune
    /// and forget, and that others honour before they begin.
    public String leaseName() {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return "restic-repository-" + HexFormat.of().formatHex(hash, 0, LEASE_HASH_BYTES);
    }

    @Override
    public String toString() {
        return text;
    }
}
