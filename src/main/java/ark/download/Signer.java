package ark.download;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.DownloadKind;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.backupstore.DownloadTarget;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// From what a request asks for to a URL: by way of the Backup, and for a file of a restore of the
/// Restore before it, to the location.
///
/// Whether the file exists is not asked: the URL then answers 404, and clients take that for "there
/// is none".
final class Signer {
    /// The resources that a request leads to.
    interface Resources {
        /// The location that a Backup names, or empty when there is no such Backup.
        Optional<String> locationOf(String backup);

        /// The backup that a Restore restores, or empty when there is no such Restore.
        Optional<String> backupOf(String restore);

        Optional<BackupStorageLocation> location(String name);
    }

    private final Resources resources;
    private final BackupStores stores;
    private final Duration validity;

    Signer(Resources resources, BackupStores stores, Duration validity) {
        this.resources = resources;
        this.stores = stores;
        this.validity = validity;
    }

    /// @param name of a backup, or of a restore for a kind that begins so
    /// @throws CannotSignException when something on the way does not exist
    URI sign(DownloadKind kind, String name) {
        String backup = ofRestore(kind) ? backupOf(name) : name;
        DownloadTarget target =
                DownloadTarget.of(kind, name, backup)
                        .orElseThrow(() -> new CannotSignException("no such kind of file"));
        String location =
                resources
                        .locationOf(backup)
                        .orElseThrow(() -> new CannotSignException("no Backup \"" + backup + "\""));
        BackupStorageLocation found =
                resources
                        .location(location)
                        .orElseThrow(
                                () ->
                                        new CannotSignException(
                                                "no BackupStorageLocation \"" + location + "\""));
        try (BackupStore store = stores.open(found)) {
            return store.sign(target, validity);
        }
    }

    private String backupOf(String restore) {
        return resources
                .backupOf(restore)
                .orElseThrow(() -> new CannotSignException("no Restore \"" + restore + "\""));
    }

    private static boolean ofRestore(DownloadKind kind) {
        return switch (kind) {
            case RESTORE_LOG,
                    RESTORE_RESULTS,
                    RESTORE_RESOURCE_LIST,
                    RESTORE_ITEM_OPERATIONS,
                    RESTORE_VOLUME_INFO ->
                    true;
            case BACKUP_LOG,
                    BACKUP_CONTENTS,
                    BACKUP_VOLUME_SNAPSHOTS,
                    BACKUP_ITEM_SNAPSHOTS,
                    BACKUP_ITEM_OPERATIONS,
                    BACKUP_RESOURCE_LIST,
                    BACKUP_RESULTS,
                    BACKUP_VOLUME_INFOS,
                    CSI_BACKUP_VOLUME_SNAPSHOTS,
                    CSI_BACKUP_VOLUME_SNAPSHOT_CONTENTS,
                    UNKNOWN ->
                    false;
        };
    }
}
