package ark.cli.restore;

import ark.api.v1.Labels;
import ark.api.v1.RestoreSpec;
import ark.cli.output.CommandFailure;
import ark.cli.session.Kind;
import ark.cli.session.Resources;
import ark.cli.session.Session;
import ark.item.Item;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which backup a restore is of: one that is named, or the newest of a schedule.
///
/// Source: Velero 1.9.7, `restore create`.
///
/// @param backup "" when a schedule is named
/// @param schedule "" when a backup is named
record Source(Session session, String backup, String schedule) {
    private static final Set<String> USABLE = Set.of("Completed", "PartiallyFailed");

    /// @throws CommandFailure when there is no such backup
    void addTo(RestoreSpec.Builder spec, boolean partiallyFailedToo) {
        if (!backup.isEmpty()) {
            if (session.resources().find(Kind.BACKUP, backup).isEmpty()) {
                throw unknown();
            }
            spec.backupName(backup);
            return;
        }
        List<Item> backups =
                session.resources()
                        .list(Kind.BACKUP, Labels.SCHEDULE_NAME + "=" + Labels.value(schedule));
        if (backups.isEmpty()) {
            throw none("No backups found for the schedule " + schedule);
        }
        if (!partiallyFailedToo) {
            spec.backupName("").scheduleName(schedule); // the server picks
            return;
        }
        Item newest =
                backups.stream()
                        .filter(item -> USABLE.contains(item.text("/status/phase")))
                        .max(Comparator.comparing(item -> item.text("/status/startTimestamp")))
                        .orElseThrow(
                                () ->
                                        none(
                                                "No completed or partially failed backups found for"
                                                        + " the schedule "
                                                        + schedule));
        spec.backupName(newest.key().name());
    }

    private CommandFailure none(String what) {
        return CommandFailure.failed(
                what,
                session.resources().find(Kind.SCHEDULE, schedule).isEmpty()
                        ? "There is no schedule \"" + schedule + "\" either."
                        : "See: ark backup get --selector "
                                + Labels.SCHEDULE_NAME
                                + "="
                                + schedule);
    }

    private CommandFailure unknown() {
        Map<String, List<String>> byLocation =
                session.resources().list(Kind.BACKUP, "").stream()
                        .collect(
                                Collectors.groupingBy(
                                        item -> item.text("/spec/storageLocation"),
                                        TreeMap::new,
                                        Collectors.mapping(
                                                item -> item.key().name(), Collectors.toList())));
        String remedy =
                byLocation.isEmpty()
                        ? "There are no backups in namespace \"" + session.namespace() + "\"."
                        : byLocation.entrySet().stream()
                                .map(
                                        e ->
                                                "In location \""
                                                        + e.getKey()
                                                        + "\" there are "
                                                        + Resources.some(
                                                                e.getValue().stream()
                                                                        .sorted()
                                                                        .toList())
                                                        + ".")
                                .collect(Collectors.joining(" "));
        return CommandFailure.failed("no backup named \"" + backup + "\"", remedy);
    }
}
