package ark.cli.location;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Table;
import ark.cli.session.Stored;
import ark.item.Item;
import java.util.List;

/// Locations as `ark backup-location get` lists them, in the API server's order.
///
/// Source of columns and cells: Velero 1.9.7, `backup-location get`.
record LocationTable(DisplayTime times, Table.LabelColumns labels) {
    String text(List<Stored<BackupStorageLocationSpec, BackupStorageLocationStatus>> locations) {
        var table =
                new Table(
                        labels,
                        "NAME",
                        "PROVIDER",
                        "BUCKET/PREFIX",
                        "PHASE",
                        "LAST VALIDATED",
                        "ACCESS MODE",
                        "DEFAULT");
        for (Stored<BackupStorageLocationSpec, BackupStorageLocationStatus> location : locations) {
            Item item = location.item();
            table.row(
                    item.labels(),
                    location.name(),
                    item.text("/spec/provider"),
                    folder(item),
                    or(item.text("/status/phase"), "Unknown"),
                    times.orElse(location.status().lastValidationTime(), "Unknown"),
                    or(item.text("/spec/accessMode"), "ReadWrite"),
                    item.at("/spec/default").asBoolean() ? "true" : "");
        }
        return table.text();
    }

    private static String folder(Item location) {
        String prefix = location.text("/spec/objectStorage/prefix");
        return location.text("/spec/objectStorage/bucket") + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    private static String or(String text, String absent) {
        return text.isEmpty() ? absent : text;
    }
}
