package ark.cli.repo;

import ark.api.v1.ResticRepositorySpec;
import ark.api.v1.ResticRepositoryStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Table;
import ark.cli.session.Stored;
import java.util.List;

/// Repositories as `ark repo get` lists them.
///
/// Source of columns and cells: Velero 1.9.7, `restic repo get`.
record RepositoryTable(DisplayTime times, Table.LabelColumns labels) {
    String text(List<Stored<ResticRepositorySpec, ResticRepositoryStatus>> repositories) {
        var table = new Table(labels, "NAME", "STATUS", "LAST MAINTENANCE");
        for (Stored<ResticRepositorySpec, ResticRepositoryStatus> repository : repositories) {
            table.row(
                    repository.item().labels(),
                    repository.name(),
                    repository.phase(),
                    times.orElse(repository.status().lastMaintenanceTime(), "<never>"));
        }
        return table.text();
    }
}
