package ark.backupstore;

/// The files of a backup beside its metadata; each lies at `<folder><backup><ending>`.
///
/// They are stored in this order: the log first, since it shall be there when anything else fails;
/// the contents last before the manifest.
///
/// Source: the layout of Velero 1.0 to 1.18, see docs/format.md. [#MANIFEST] and [#CLAIM] are Ark's
/// own; Velero neither reads nor minds them.
public enum BackupFile {
    LOG("-logs.gz"),
    POD_VOLUME_BACKUPS("-podvolumebackups.json.gz"),
    VOLUME_SNAPSHOTS("-volumesnapshots.json.gz"),
    /// In the layout of Velero 1.9 and never written by it.
    ITEM_SNAPSHOTS("-itemsnapshots.json.gz"),
    RESOURCE_LIST("-resource-list.json.gz"),
    RESULTS("-results.gz"),
    VOLUME_INFO("-volumeinfo.json.gz"),
    /// Written by Velero 1.11 and later only.
    ITEM_OPERATIONS("-itemoperations.json.gz"),
    CSI_VOLUME_SNAPSHOTS("-csi-volumesnapshots.json.gz"),
    CSI_VOLUME_SNAPSHOT_CONTENTS("-csi-volumesnapshotcontents.json.gz"),
    CSI_VOLUME_SNAPSHOT_CLASSES("-csi-volumesnapshotclasses.json.gz"),
    CONTENTS(".tar.gz"),
    MANIFEST("-manifest.json"),
    CLAIM("-claim");

    private final String ending;

    BackupFile(String ending) {
        this.ending = ending;
    }

    /// The file's own name, without its folder.
    String nameOf(String backup) {
        return backup + ending;
    }
}
