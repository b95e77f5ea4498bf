package ark.cli.schedule;

import ark.api.v1.Annotations;
import ark.api.v1.BackupSpec;
import ark.api.v1.ScheduleSpec;
import ark.api.v1.ScheduleStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page;
import ark.cli.page.BackupSpecSections;
import ark.cli.page.Heading;
import ark.cli.session.Stored;
import java.util.Objects;

/// A schedule as `ark schedule describe` shows it.
///
/// Source of sections and their order: Velero 1.18; the missed runs are Ark's own.
record SchedulePage(Page page, DisplayTime times) {
    String text(Stored<ScheduleSpec, ScheduleStatus> schedule) {
        var heading = new Heading(page, schedule);
        heading.metadata();
        heading.phase("");
        heading.failure(schedule.status().validationErrors(), null);
        ScheduleSpec spec = schedule.spec();
        page.blank().row(0, "Paused", Boolean.TRUE.equals(spec.paused())).blank();
        page.row(0, "Schedule", Objects.requireNonNullElse(spec.schedule(), "")).blank();
        page.line(0, "Backup Template:");
        BackupSpec template = spec.template();
        new BackupSpecSections(page, 1)
                .of(template == null ? BackupSpec.builder().build() : template);
        page.blank().row(0, "Last Backup", times.orElse(schedule.status().lastBackup(), "<never>"));
        String missed = schedule.item().annotations().getOrDefault(Annotations.MISSED_RUNS, "");
        if (!missed.isEmpty()) {
            page.row(0, "Missed Runs", missed);
        }
        return page.text();
    }
}
