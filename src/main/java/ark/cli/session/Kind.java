package ark.cli.session;

import ark.cli.output.OutputFormat;
import ark.item.GroupResource;
import ark.item.Item;
import java.util.List;

/// A kind of object at the API server.
///
/// @param apiVersion `velero.io/v1`
/// @param kind `Backup`
public record Kind(String apiVersion, GroupResource resource, String kind) {
    public static final Kind BACKUP = velero("backups", "Backup");
    public static final Kind RESTORE = velero("restores", "Restore");
    public static final Kind SCHEDULE = velero("schedules", "Schedule");
    public static final Kind LOCATION = velero("backupstoragelocations", "BackupStorageLocation");
    public static final Kind SNAPSHOT_LOCATION =
            velero("volumesnapshotlocations", "VolumeSnapshotLocation");
    public static final Kind DELETE_REQUEST = velero("deletebackuprequests", "DeleteBackupRequest");
    public static final Kind DOWNLOAD_REQUEST = velero("downloadrequests", "DownloadRequest");
    public static final Kind STATUS_REQUEST = velero("serverstatusrequests", "ServerStatusRequest");
    public static final Kind POD_VOLUME_BACKUP = velero("podvolumebackups", "PodVolumeBackup");
    public static final Kind POD_VOLUME_RESTORE = velero("podvolumerestores", "PodVolumeRestore");
    public static final Kind RESTIC_REPOSITORY = velero("resticrepositories", "ResticRepository");
    public static final Kind BACKUP_REPOSITORY = velero("backuprepositories", "BackupRepository");
    public static final Kind CUSTOM_RESOURCE =
            new Kind(
                    "apiextensions.k8s.io/v1",
                    new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"),
                    "CustomResourceDefinition");

    /// Objects of this kind as JSON or YAML: one as itself, any other number as a list.
    public String print(List<Item> items, OutputFormat format) {
        return format.print(items.stream().map(Item::copyOfJson).toList(), apiVersion, kind);
    }

    private static Kind velero(String plural, String kind) {
        return new Kind("velero.io/v1", new GroupResource("velero.io", plural), kind);
    }
}
