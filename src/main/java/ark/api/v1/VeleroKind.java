package ark.api.v1;

import ark.item.GroupResource;

/// The kinds of `velero.io/v1`. Their objects lie in the server's namespace.
public enum VeleroKind {
    BACKUP("Backup", "backups"),
    RESTORE("Restore", "restores"),
    SCHEDULE("Schedule", "schedules"),
    DELETE_BACKUP_REQUEST("DeleteBackupRequest", "deletebackuprequests"),
    DOWNLOAD_REQUEST("DownloadRequest", "downloadrequests"),
    POD_VOLUME_BACKUP("PodVolumeBackup", "podvolumebackups"),
    POD_VOLUME_RESTORE("PodVolumeRestore", "podvolumerestores"),
    /// Up to Velero 1.9.
    RESTIC_REPOSITORY("ResticRepository", "resticrepositories"),
    /// Since Velero 1.10.
    BACKUP_REPOSITORY("BackupRepository", "backuprepositories"),
    BACKUP_STORAGE_LOCATION("BackupStorageLocation", "backupstoragelocations"),
    VOLUME_SNAPSHOT_LOCATION("VolumeSnapshotLocation", "volumesnapshotlocations"),
    SERVER_STATUS_REQUEST("ServerStatusRequest", "serverstatusrequests");

    private static final String GROUP = "velero.io";
    private static final String VERSION = "v1";

    private final String kind;
    private final String plural;

    VeleroKind(String kind, String plural) {
        this.kind = kind;
        this.plural = plural;
    }

    /// How a package of its own writes a kind.
    public interface Form<T> {
        T of(GroupResource resource, String version, String kind, boolean namespaced);
    }

    /// The kind as another package writes it: `BACKUP.as(ResourceType::of)`.
    public <T> T as(Form<T> form) {
        return form.of(resource(), VERSION, kind, true);
    }

    public GroupResource resource() {
        return new GroupResource(GROUP, plural);
    }

    /// `Backup`.
    public String kind() {
        return kind;
    }

    /// `velero.io/v1`.
    public String apiVersion() {
        return GROUP + "/" + VERSION;
    }
}
