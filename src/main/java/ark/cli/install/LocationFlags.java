package ark.cli.install;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.session.Session;
import ark.install.InstallOptions.Claim;
import ark.install.InstallOptions.HostPath;
import ark.install.InstallOptions.Location;
import ark.install.InstallOptions.LocationVolume;
import ark.install.InstallOptions.SnapshotLocation;
import ark.item.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where backups are kept, and with which credentials.
final class LocationFlags {
    private static final String FILESYSTEM = "filesystem";

    /// An object of Kubernetes holds 1 MiB.
    private static final long MAX_BYTES = 512 * 1024;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Who keeps backups: aws (Amazon S3 and compatibles), filesystem, ...")
    private String provider = "";

    @Option(names = "--bucket", paramLabel = "NAME", description = "The bucket.")
    private String bucket = "";

    @Option(names = "--prefix", paramLabel = "PATH", description = "A folder in the bucket.")
    private String prefix = "";

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "The credentials of the provider, as its own tools have them.")
    private String secretFile = "";

    @Option(
            names = "--no-secret",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "There are no credentials: nodes or service accounts have a role.")
    private String noSecret = "";

    @Option(
            names = "--no-default-backup-location",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Make no location of backups.")
    private String noLocation = "";

    @Option(
            names = "--backup-location-config",
            paramLabel = "KEY=VALUE,...",
            description = "Settings of the provider, such as region=eu-central-1.")
    private List<String> locationConfig = new ArrayList<>();

    @Option(
            names = "--backup-location-volume",
            paramLabel = "hostPath=PATH|pvc=NAME",
            description =
                    "For filesystem: what holds the folder that the config names as path. A host"
                            + " path must lie on every node, and be the same storage.")
    private String locationVolume = "";

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM certificates of authorities to trust for the location.")
    private String cacert = "";

    @Option(
            names = "--use-volume-snapshots",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description =
                    "Make a location of volume snapshots. Default: true, but not for filesystem")
    private String useSnapshots = "";

    @Option(
            names = "--snapshot-location-config",
            paramLabel = "KEY=VALUE,...",
            description = "Settings of the provider of volume snapshots.")
    private List<String> snapshotConfig = new ArrayList<>();

    /// What the flags say.
    record Chosen(
            List<Secret> credentials,
            List<Location> locations,
            List<SnapshotLocation> snapshotLocations) {}

    Chosen read(Session session, FlagReader flags) {
        boolean wanted = !flags.on("--no-default-backup-location", noLocation);
        boolean snapshots =
                flags.choice("--use-volume-snapshots", useSnapshots)
                        .orElse(wanted && !provider.equals(FILESYSTEM));
        check(flags, wanted, snapshots);
        Map<String, String> config = flags.map("--backup-location-config", locationConfig, '=');
        List<LocationVolume> volumes = volumes(flags, config);
        var location =
                new Location(
                        provider, bucket, prefix, certificates(session, flags), config, volumes);
        Map<String, String> ofSnapshots =
                flags.map("--snapshot-location-config", snapshotConfig, '=');
        return new Chosen(
                credentials(session, flags),
                wanted ? List.of(location) : List.of(),
                snapshots ? List.of(new SnapshotLocation(provider, ofSnapshots)) : List.of());
    }

    private void check(FlagReader flags, boolean wanted, boolean snapshots) {
        if (bucket.startsWith("-")) {
            flags.problem("Bucket names cannot begin with a dash. Bucket name was: " + bucket);
        }
        if (!wanted) {
            notBeside(flags, "--bucket", !bucket.isEmpty());
            notBeside(flags, "--prefix", !prefix.isEmpty());
            notBeside(flags, "--backup-location-config", !locationConfig.isEmpty());
            notBeside(flags, "--backup-location-volume", !locationVolume.isEmpty());
            notBeside(flags, "--cacert", !cacert.isEmpty());
        } else {
            if (provider.isEmpty()) flags.problem("--provider is required");
            if (bucket.isEmpty()) flags.problem("--bucket is required");
        }
        if (snapshots && !wanted && provider.isEmpty()) {
            flags.problem("--provider is required when --use-volume-snapshots is set to true");
        }
        if (!snapshots && !snapshotConfig.isEmpty()) {
            flags.problem(
                    "--snapshot-location-config must be empty when --use-volume-snapshots=false");
        }
        if (!snapshots && !wanted && !provider.isEmpty()) {
            flags.problem(
                    "--provider must be empty when using --no-default-backup-location and"
                            + " --use-volume-snapshots=false");
        }
    }

    private static void notBeside(FlagReader flags, String flag, boolean given) {
        if (given) {
            flags.problem(
                    "Cannot use both "
                            + flag
                            + " and --no-default-backup-location at the same time");
        }
    }

    private List<LocationVolume> volumes(FlagReader flags, Map<String, String> config) {
        if (locationVolume.isEmpty()) {
            return List.of();
        }
        if (!provider.equals(FILESYSTEM)) {
            flags.problem("--backup-location-volume is for --provider filesystem");
        }
        String path = config.getOrDefault("path", "");
        if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/")) {
            flags.problem(
                    "--backup-location-volume: --backup-location-config must name an absolute path,"
                            + " as path=/backups");
        }
        String[] parts = locationVolume.split("=", 2);
        if (parts.length == 2 && parts[0].equals("hostPath") && parts[1].startsWith("/")) {
            return List.of(new HostPath(parts[1]));
        }
        if (parts.length == 2 && parts[0].equals("pvc") && !parts[1].isEmpty()) {
            return List.of(new Claim(parts[1]));
        }
        flags.problem(
                "--backup-location-volume: must be hostPath=/FOLDER or pvc=NAME, is "
                        + locationVolume);
        return List.of();
    }

    private List<Secret> credentials(Session session, FlagReader flags) {
        boolean none = flags.on("--no-secret", noSecret);
        if (none && !secretFile.isEmpty()) {
            flags.problem("Cannot use both --secret-file and --no-secret");
        }
        // a folder needs no credentials
        if (!none && secretFile.isEmpty() && !provider.equals(FILESYSTEM)) {
            flags.problem("One of --secret-file or --no-secret is required");
        }
        return secretFile.isEmpty()
                ? List.of()
                : content(session, flags, "--secret-file", secretFile)
                        .map(bytes -> new Secret(new String(bytes, StandardCharsets.UTF_8)))
                        .stream()
                        .toList();
    }

    private String certificates(Session session, FlagReader flags) {
        return cacert.isEmpty()
                ? ""
                : content(session, flags, "--cacert", cacert)
                        .map(Base64.getEncoder()::encodeToString)
                        .orElse("");
    }

    private static Optional<byte[]> content(
            Session session, FlagReader flags, String flag, String name) {
        Path file = session.surroundings().folder().resolve(name);
        try {
            if (Files.size(file) > MAX_BYTES) {
                flags.problem(flag + ": " + name + " is too large");
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            flags.problem(flag + ": cannot read " + e.getMessage());
            return Optional.empty();
        }
    }
}
