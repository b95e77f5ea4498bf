package ark.cli.restore;

import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Quantity;
import ark.cli.output.SelectorText;
import ark.cli.output.Table;
import ark.cli.session.Stored;
import java.util.List;

/// Restores as `ark restore get` lists them, in the API server's order.
///
/// Source of columns and cells: Velero 1.9.7, `restore get`.
record RestoreTable(DisplayTime times, Table.LabelColumns labels) {
    String text(List<Stored<RestoreSpec, RestoreStatus>> restores) {
        var table =
                new Table(
                        labels,
                        "NAME",
                        "BACKUP",
                        "STATUS",
                        "STARTED",
                        "COMPLETED",
                        "ERRORS",
                        "WARNINGS",
                        "CREATED",
                        "SELECTOR");
        for (Stored<RestoreSpec, RestoreStatus> restore : restores) {
            table.row(
                    restore.item().labels(),
                    restore.name(),
                    restore.item().text("/spec/backupName"),
                    restore.phase(),
                    times.full(restore.status().startTimestamp()),
                    times.full(restore.status().completionTimestamp()),
                    "" + Quantity.orZero(restore.status().errors()),
                    "" + Quantity.orZero(restore.status().warnings()),
                    times.full(restore.created().orElse(null)),
                    SelectorText.of(restore.spec().labelSelector()));
        }
        return table.text();
    }
}
