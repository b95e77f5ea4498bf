package ark.cli.session;

import ark.cli.flag.BackupFlags;
import ark.item.Item;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The storage location of a backup.
public final class Locations {
    private Locations() {}

    public static Optional<Item> of(Session session, Item backup) {
        return session.resources().find(Kind.LOCATION, backup.text("/spec/storageLocation"));
    }

    /// Whether the locations that a new backup is to use exist.
    ///
    /// @throws ark.cli.output.CommandFailure when one does not
    public static void check(Session session, BackupFlags backup) {
        if (!backup.storageLocation().isEmpty()) {
            session.resources().get(Kind.LOCATION, backup.storageLocation());
        }
        for (String location : backup.snapshotLocations()) {
            session.resources().get(Kind.SNAPSHOT_LOCATION, location);
        }
    }

    /// The backup itself, or the one that a restore is of.
    public static Optional<Item> backupOf(Session session, Item work) {
        return work.key().resource().equals(Kind.RESTORE.resource())
                ? session.resources().find(Kind.BACKUP, work.text("/spec/backupName"))
                : Optional.of(work);
    }

    /// What [#certificates(Item)] says of the location of a backup, or of the one that a restore is
    /// of.
    public static String certificatesFor(Session session, Item work) {
        try {
            return backupOf(session, work)
                    .flatMap(backup -> of(session, backup))
                    .map(Locations::certificates)
                    .orElse("");
        } catch (ApiException e) {
            return ""; // not everybody may read locations
        }
    }

    /// The certificates that a location trusts, as PEM; "" when there are none to be had.
    public static String certificates(Item location) {
        try {
            String base64 = location.text("/spec/objectStorage/caCert");
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            return ""; // then the machine's own are tried
        }
    }

    /// Where it is, for people: `s3://backups/prod`, `/var/backups/ark`.
    ///
    /// @param location a `BackupStorageLocation`
    public static String address(Item location) {
        String provider = location.text("/spec/provider").replaceFirst("^velero\\.io/", "");
        String bucket = location.text("/spec/objectStorage/bucket");
        String prefix = location.text("/spec/objectStorage/prefix");
        String folder = prefix.isEmpty() ? bucket : bucket + "/" + prefix;
        return switch (provider) {
            case "filesystem" -> location.text("/spec/config/path") + "/" + folder;
            case "aws" -> "s3://" + folder;
            case "gcp" -> "gs://" + folder;
            default -> provider + "://" + folder;
        };
    }
}
