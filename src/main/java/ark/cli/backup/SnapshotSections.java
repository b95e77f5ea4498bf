package ark.cli.backup;

import ark.api.v1.BackupStatus;
import ark.api.v1.DownloadKind;
import ark.cli.output.Page;
import ark.cli.output.Quantity;
import ark.cli.page.Fetched;
import com.fasterxml.jackson.databind.JsonNode;

/// Snapshots by providers, and operations of plugins.
///
/// Source: Velero 1.9.7, `backup describe`; 1.18 for operations and CSI.
final class SnapshotSections {
    private final Page page;
    private final boolean details;

    SnapshotSections(Page page, boolean details) {
        this.page = page;
        this.details = details;
    }

    void of(BackupStatus status, Fetched.Files files) {
        operations(status);
        natives(status, files);
        long csi = Quantity.orZero(status.csiVolumeSnapshotsAttempted());
        if (csi > 0) {
            page.blank()
                    .row(
                            0,
                            "CSI Volume Snapshots",
                            Quantity.orZero(status.csiVolumeSnapshotsCompleted())
                                    + " of "
                                    + csi
                                    + " snapshots completed successfully");
        }
    }

    private void operations(BackupStatus status) {
        long attempted = Quantity.orZero(status.backupItemOperationsAttempted());
        if (attempted > 0) {
            page.row(
                    0,
                    "Backup Item Operations",
                    Quantity.orZero(status.backupItemOperationsCompleted())
                            + " of "
                            + attempted
                            + " completed successfully, "
                            + Quantity.orZero(status.backupItemOperationsFailed())
                            + " failed");
        }
    }

    private void natives(BackupStatus status, Fetched.Files files) {
        long attempted = Quantity.orZero(status.volumeSnapshotsAttempted());
        if (attempted == 0) {
            page.line(0, "Velero-Native Snapshots: <none included>");
        } else if (!details) {
            page.row(
                    0,
                    "Velero-Native Snapshots",
                    Quantity.orZero(status.volumeSnapshotsCompleted())
                            + " of "
                            + attempted
                            + " snapshots completed successfully (specify --details for more"
                            + " information)");
        } else {
            switch (files.document(DownloadKind.BACKUP_VOLUME_SNAPSHOTS)) {
                case Fetched.Document(JsonNode list) -> {
                    page.line(0, "Velero-Native Snapshots:");
                    list.forEach(one -> snapshot(NativeSnapshot.of(one)));
                }
                case Fetched.Missing() ->
                        page.row(
                                0,
                                "Velero-Native Snapshots",
                                "<error getting snapshot info: file not found>");
                case Fetched.Unavailable(String why) ->
                        page.row(
                                0,
                                "Velero-Native Snapshots",
                                "<error getting snapshot info: " + why + ">");
            }
        }
    }

    private void snapshot(NativeSnapshot snapshot) {
        page.line(1, snapshot.volume() + ":")
                .row(2, "Snapshot ID", snapshot.id())
                .row(2, "Type", snapshot.type())
                .row(2, "Availability Zone", snapshot.zone())
                .row(2, "IOPS", snapshot.iops());
    }
}
