package ark.cli.schedule;

import ark.api.v1.ScheduleSpec;
import ark.api.v1.ScheduleStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.HumanTime;
import ark.cli.output.SelectorText;
import ark.cli.output.Table;
import ark.cli.session.Stored;
import ark.item.Item;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Schedules as `ark schedule get` lists them, in the API server's order.
///
/// Source of columns and cells: Velero 1.18, `schedule get`; up to 1.9 it has no column `PAUSED`.
record ScheduleTable(DisplayTime times, Instant now, Table.LabelColumns labels) {
    String text(List<Stored<ScheduleSpec, ScheduleStatus>> schedules) {
        var table =
                new Table(
                        labels,
                        "NAME",
                        "STATUS",
                        "CREATED",
                        "SCHEDULE",
                        "BACKUP TTL",
                        "LAST BACKUP",
                        "SELECTOR",
                        "PAUSED");
        for (Stored<ScheduleSpec, ScheduleStatus> schedule : schedules) {
            Item item = schedule.item();
            String ttl = item.text("/spec/template/ttl");
            table.row(
                    item.labels(),
                    schedule.name(),
                    schedule.phase(),
                    times.full(schedule.created().orElse(null)),
                    item.text("/spec/schedule"),
                    ttl.isEmpty() ? "0s" : ttl,
                    Optional.ofNullable(schedule.status().lastBackup())
                            .map(last -> HumanTime.fromNow(last, now))
                            .orElse("n/a"),
                    SelectorText.of(
                            schedule.spec().template() == null
                                    ? null
                                    : schedule.spec().template().labelSelector()),
                    "" + Boolean.TRUE.equals(schedule.spec().paused()));
        }
        return table.text();
    }
}
