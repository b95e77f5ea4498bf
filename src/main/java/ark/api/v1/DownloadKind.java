package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Which file of a backup or restore is asked for.
public enum DownloadKind {
    BACKUP_LOG("BackupLog"),
    BACKUP_CONTENTS("BackupContents"),
    BACKUP_VOLUME_SNAPSHOTS("BackupVolumeSnapshots"),
    BACKUP_ITEM_SNAPSHOTS("BackupItemSnapshots"),
    BACKUP_ITEM_OPERATIONS("BackupItemOperations"),
    BACKUP_RESOURCE_LIST("BackupResourceList"),
    BACKUP_RESULTS("BackupResults"),
    BACKUP_VOLUME_INFOS("BackupVolumeInfos"),
    CSI_BACKUP_VOLUME_SNAPSHOTS("CSIBackupVolumeSnapshots"),
    CSI_BACKUP_VOLUME_SNAPSHOT_CONTENTS("CSIBackupVolumeSnapshotContents"),
    RESTORE_LOG("RestoreLog"),
    RESTORE_RESULTS("RestoreResults"),
    RESTORE_RESOURCE_LIST("RestoreResourceList"),
    RESTORE_ITEM_OPERATIONS("RestoreItemOperations"),
    RESTORE_VOLUME_INFO("RestoreVolumeInfo"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    DownloadKind(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire; `UNKNOWN` for any other text.
    @JsonCreator
    public static DownloadKind of(String text) {
        for (DownloadKind value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }
}
