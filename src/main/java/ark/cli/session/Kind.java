package ark.cli.session;

import ark.api.v1.VeleroKind;
import ark.cli.output.OutputFormat;
import ark.item.GroupResource;
import ark.item.Item;
import java.util.List;

/// A kind of object at the API server.
///
/// @param apiVersion `velero.io/v1`
/// @param kind `Backup`
public record Kind(String apiVersion, GroupResource resource, String kind) {
    public static final Kind BACKUP = velero(VeleroKind.BACKUP);
    public static final Kind RESTORE = velero(VeleroKind.RESTORE);
    public static final Kind SCHEDULE = velero(VeleroKind.SCHEDULE);
    public static final Kind LOCATION = velero(VeleroKind.BACKUP_STORAGE_LOCATION);
    public static final Kind SNAPSHOT_LOCATION = velero(VeleroKind.VOLUME_SNAPSHOT_LOCATION);
    public static final Kind DELETE_REQUEST = velero(VeleroKind.DELETE_BACKUP_REQUEST);
    public static final Kind DOWNLOAD_REQUEST = velero(VeleroKind.DOWNLOAD_REQUEST);
    public static final Kind STATUS_REQUEST = velero(VeleroKind.SERVER_STATUS_REQUEST);
    public static final Kind POD_VOLUME_BACKUP = velero(VeleroKind.POD_VOLUME_BACKUP);
    public static final Kind POD_VOLUME_RESTORE = velero(VeleroKind.POD_VOLUME_RESTORE);
    public static final Kind RESTIC_REPOSITORY = velero(VeleroKind.RESTIC_REPOSITORY);
    public static final Kind BACKUP_REPOSITORY = velero(VeleroKind.BACKUP_REPOSITORY);
    public static final Kind CUSTOM_RESOURCE =
            new Kind(
                    "apiextensions.k8s.io/v1",
                    new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"),
                    "CustomResourceDefinition");

    /// Objects of this kind as JSON or YAML: one as itself, any other number as a list.
    public String print(List<Item> items, OutputFormat format) {
        return format.print(items.stream().map(Item::copyOfJson).toList(), apiVersion, kind);
    }

    private static Kind velero(VeleroKind kind) {
        return new Kind(kind.apiVersion(), kind.resource(), kind.kind());
    }
}
