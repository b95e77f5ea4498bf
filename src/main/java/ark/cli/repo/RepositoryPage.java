package ark.cli.repo;

import ark.api.v1.ResticRepositorySpec;
import ark.api.v1.ResticRepositoryStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page;
import ark.cli.page.Heading;
import ark.cli.session.Stored;
import java.util.Objects;

/// A repository as `ark repo describe` shows it.
record RepositoryPage(Page page, DisplayTime times) {
    String text(Stored<ResticRepositorySpec, ResticRepositoryStatus> repository) {
        var heading = new Heading(page, repository);
        heading.metadata();
        heading.phase("");
        ResticRepositoryStatus status = repository.status();
        if (status.message() != null) {
            page.row(0, "Message", status.message());
        }
        ResticRepositorySpec spec = repository.spec();
        page.blank()
                .row(0, "Volumes of namespace", text(spec.volumeNamespace()))
                .row(0, "Storage Location", text(spec.backupStorageLocation()))
                .row(0, "Address", text(spec.resticIdentifier()))
                .blank()
                .row(0, "Pruned every", text(spec.maintenanceFrequency()))
                .row(0, "Last maintenance", times.orElse(status.lastMaintenanceTime(), "<never>"));
        return page.text();
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
