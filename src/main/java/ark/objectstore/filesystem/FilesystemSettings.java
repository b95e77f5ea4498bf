package ark.objectstore.filesystem;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a location of provider `filesystem` may say.
///
/// @param folder the bucket: absolute
/// @param publicUrl where clients reach the server's download listener, or "" for the server's own
///     idea of it
public record FilesystemSettings(Path folder, String publicUrl) {
    private static final List<String> VALID_KEYS = List.of("path", "publicUrl");

    /// Filled in from elsewhere by a Velero server, or for repositories of volumes.
    private static final Set<String> IGNORED_KEYS =
            Set.of(
                    "bucket",
                    "prefix",
                    "caCert",
                    "resticRepoPrefix",
                    "resticLocation",
                    "resticRepositoryVersion");

    /// Reads a location's settings.
    ///
    /// @throws StoreException `MISCONFIGURED` with all problems
    public static FilesystemSettings of(StoreSettings settings) {
        var problems = new ArrayList<String>();
        var unknown = new TreeSet<>(settings.config().keySet());
        unknown.removeAll(VALID_KEYS);
        unknown.removeAll(IGNORED_KEYS);
        if (!unknown.isEmpty()) {
            problems.add(
                    "config has invalid keys [%s]; valid keys are [%s]"
                            .formatted(String.join(" ", unknown), String.join(" ", VALID_KEYS)));
        }
        String path = settings.config().getOrDefault("path", "");
        if (path.isEmpty()) {
            problems.add("config key path is missing: the folder that holds the bucket's folder");
        } else if (!isAbsolute(path)) {
            problems.add("config key path must be an absolute path, is " + path);
        }
        if (settings.bucket().isEmpty() || Set.of(".", "..").contains(settings.bucket())) {
            problems.add(
                    "the bucket must be the name of a folder, is \"%s\""
                            .formatted(settings.bucket()));
        }
        settings.addressProblem("publicUrl").ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new StoreException(
                    Reason.MISCONFIGURED,
                    "opening bucket " + settings.bucket(),
                    String.join("; ", problems),
                    null);
        }
        return new FilesystemSettings(
                Path.of(path).resolve(settings.bucket()), settings.text("publicUrl"));
    }

    private static boolean isAbsolute(String path) {
        try {
            return Path.of(path).isAbsolute();
        } catch (InvalidPathException _) {
            return false;
        }
    }
}
