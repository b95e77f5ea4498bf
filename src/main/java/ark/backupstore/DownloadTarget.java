package ark.backupstore;

import ark.api.v1.DownloadKind;
import java.util.Optional;

/// What a signed URL is wanted for.
public sealed interface DownloadTarget {
    /// A file of a backup.
    record OfBackup(String backup, BackupFile file) implements DownloadTarget {}

    /// A file of a restore.
    ///
    /// @param backup the backup that was restored; in buckets of Ark 0.8 and 0.9 its folder has the
    ///     restore's files
    record OfRestore(String restore, String backup, RestoreFile file) implements DownloadTarget {}

    /// The target of a `DownloadRequest`, or empty when its kind is unknown.
    ///
    /// @param name `spec.target.name`
    /// @param restoredBackup `spec.backupName` of the Restore, when the kind is one of a restore
    static Optional<DownloadTarget> of(DownloadKind kind, String name, String restoredBackup) {
        return switch (kind) {
            case BACKUP_LOG -> ofBackup(name, BackupFile.LOG);
            case BACKUP_CONTENTS -> ofBackup(name, BackupFile.CONTENTS);
            case BACKUP_VOLUME_SNAPSHOTS -> ofBackup(name, BackupFile.VOLUME_SNAPSHOTS);
            case BACKUP_ITEM_SNAPSHOTS -> ofBackup(name, BackupFile.ITEM_SNAPSHOTS);
            case BACKUP_ITEM_OPERATIONS -> ofBackup(name, BackupFile.ITEM_OPERATIONS);
            case BACKUP_RESOURCE_LIST -> ofBackup(name, BackupFile.RESOURCE_LIST);
            case BACKUP_RESULTS -> ofBackup(name, BackupFile.RESULTS);
            case BACKUP_VOLUME_INFOS -> ofBackup(name, BackupFile.VOLUME_INFO);
            case CSI_BACKUP_VOLUME_SNAPSHOTS -> ofBackup(name, BackupFile.CSI_VOLUME_SNAPSHOTS);
            case CSI_BACKUP_VOLUME_SNAPSHOT_CONTENTS ->
                    ofBackup(name, BackupFile.CSI_VOLUME_SNAPSHOT_CONTENTS);
            case RESTORE_LOG -> ofRestore(name, restoredBackup, RestoreFile.LOG);
            case RESTORE_RESULTS -> ofRestore(name, restoredBackup, RestoreFile.RESULTS);
            case RESTORE_RESOURCE_LIST ->
                    ofRestore(name, restoredBackup, RestoreFile.RESOURCE_LIST);
            case RESTORE_ITEM_OPERATIONS ->
                    ofRestore(name, restoredBackup, RestoreFile.ITEM_OPERATIONS);
            case RESTORE_VOLUME_INFO -> ofRestore(name, restoredBackup, RestoreFile.VOLUME_INFO);
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<DownloadTarget> ofBackup(String backup, BackupFile file) {
        return Optional.of(new OfBackup(backup, file));
    }

    private static Optional<DownloadTarget> ofRestore(
            String restore, String backup, RestoreFile file) {
        return Optional.of(new OfRestore(restore, backup, file));
    }
}
