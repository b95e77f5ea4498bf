package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.GoDuration;
import ark.cli.output.DisplayTime;
import ark.cli.output.HumanTime;
import ark.cli.output.Quantity;
import ark.cli.output.SelectorText;
import ark.cli.output.Table;
import ark.cli.session.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Backups as `ark backup get` lists them.
///
/// Source of columns, cells and order: Velero 1.9.7, `backup get`.
final class BackupTable {
    private static final Pattern STAMPED = Pattern.compile("(.*)-[0-9]{14}");

    private final DisplayTime times;
    private final Instant now;
    private final Table.LabelColumns labels;

    BackupTable(DisplayTime times, Instant now, Table.LabelColumns labels) {
        this.times = times;
        this.now = now;
        this.labels = labels;
    }

    String text(List<Stored<BackupSpec, BackupStatus>> backups) {
        var table =
                new Table(
                        labels,
                        "NAME",
                        "STATUS",
                        "ERRORS",
                        "WARNINGS",
                        "CREATED",
                        "EXPIRES",
                        "STORAGE LOCATION",
                        "SELECTOR");
        for (Stored<BackupSpec, BackupStatus> backup : sorted(backups)) {
            table.row(
                    backup.item().labels(),
                    backup.name(),
                    backup.deleting() ? "Deleting" : backup.phase(),
                    "" + Quantity.orZero(backup.status().errors()),
                    "" + Quantity.orZero(backup.status().warnings()),
                    times.full(backup.status().startTimestamp()),
                    expires(backup),
                    Optional.ofNullable(backup.spec().storageLocation()).orElse(""),
                    SelectorText.of(backup.spec().labelSelector()));
        }
        return table.text();
    }

    private String expires(Stored<BackupSpec, BackupStatus> backup) {
        Optional<Instant> expiration = Optional.ofNullable(backup.status().expiration());
        return expiration
                .or(() -> expirationToBe(backup))
                .map(time -> HumanTime.fromNow(time, now))
                .orElse("n/a");
    }

    /// Before the server has looked at it.
    private static Optional<Instant> expirationToBe(Stored<BackupSpec, BackupStatus> backup) {
        try {
            Duration ttl = GoDuration.orDefault(backup.spec().ttl(), Duration.ZERO);
            return ttl.isPositive() ? backup.created().map(c -> c.plus(ttl)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the server says what is wrong with it
        }
    }

    /// By name; but where names differ only in a time stamp, the newest one first.
    private static List<Stored<BackupSpec, BackupStatus>> sorted(
            List<Stored<BackupSpec, BackupStatus>> backups) {
        var sorted = new ArrayList<>(backups);
        sorted.sort(Comparator.comparing(Stored::name));
        for (int i = 0; i < sorted.size(); i++) {
            int end = i + 1;
            while (end < sorted.size()
                    && sameSeries(sorted.get(i).name(), sorted.get(end).name())) {
                end++;
            }
            sorted.subList(i, end)
                    .sort(Comparator.<Stored<?, ?>, String>comparing(Stored::name).reversed());
            i = end - 1;
        }
        return sorted;
    }

    private static boolean sameSeries(String one, String other) {
        var first = STAMPED.matcher(one);
        var second = STAMPED.matcher(other);
        return first.matches() && second.matches() && first.group(1).equals(second.group(1));
    }
}
