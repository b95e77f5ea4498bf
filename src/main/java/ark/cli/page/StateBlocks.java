package ark.cli.page;

import ark.api.v1.Annotations;
import ark.api.v1.GoTime;
import ark.api.v1.HookStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page;
import ark.cli.output.Quantity;
import ark.cli.session.Locations;
import ark.cli.session.Resources;
import ark.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a describe page says first: can I restore from it, and what is missing? The blocks
/// Consistency, Location and Volumes.
public final class StateBlocks {
    /// Without `--details`; failures come first.
    private static final int VOLUMES_TOLD = 20;

    private final Page page;
    private final DisplayTime times;
    private final Instant now;

    public StateBlocks(Page page, DisplayTime times, Instant now) {
        this.page = page;
        this.times = times;
        this.now = now;
    }

    /// One volume and what became of it.
    ///
    /// @param path `namespace/pod/volume`
    /// @param outcome `stored`, `FAILED` …
    /// @param details the message, or snapshot and size, as columns
    public record Volume(String path, String outcome, List<String> details) {
        boolean failed() {
            return outcome.equals("FAILED");
        }
    }

    public void consistency(Item backup) {
        String revision = backup.annotations().getOrDefault(Annotations.REVISION, "");
        String inexact = backup.annotations().getOrDefault(Annotations.INEXACT_KINDS, "");
        if (!revision.isEmpty()) {
            List<String> kinds = List.of(inexact.split(","));
            page.row(
                    0,
                    "Consistency",
                    "all kinds at revision "
                            + revision
                            + (inexact.isEmpty()
                                    ? ""
                                    : ", but "
                                            + Resources.some(kinds)
                                            + ", read by "
                                            + (kinds.size() == 1 ? "itself" : "themselves")));
        } else if (!backup.text("/status/startTimestamp").isEmpty()) {
            page.row(0, "Consistency", "each kind at a time of its own, no revision is recorded");
        }
    }

    /// The line `Location`.
    ///
    /// @param name of the location; "" when none has been chosen yet
    public void location(String name, Optional<Item> location, Item backup) {
        if (name.isEmpty()) {
            return;
        }
        var parts = new ArrayList<String>(List.of(name));
        parts.add(location.map(Locations::address).orElse("(there is no such location)"));
        contentsBytes(backup).map(Quantity::bytes).ifPresent(parts::add);
        location.filter(l -> l.text("/status/phase").equals("Unavailable"))
                .ifPresent(l -> parts.add("UNAVAILABLE: " + l.text("/status/message")));
        expiration(backup).ifPresent(parts::add);
        page.row(0, "Location", String.join("   ", parts));
    }

    /// The size of the tarball, where the server that wrote it told.
    static Optional<Long> contentsBytes(Item backup) {
        String bytes = backup.annotations().getOrDefault(Annotations.CONTENTS_BYTES, "");
        try {
            return Optional.of(Long.parseLong(bytes));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<String> expiration(Item backup) {
        String text = backup.text("/status/expiration");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(expiration(GoTime.parse(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String expiration(Instant time) {
        boolean past = time.isBefore(now);
        String distance =
                distance(past ? Duration.between(time, now) : Duration.between(now, time));
        return (past ? "expired " : "expires ")
                + times.day(time)
                + (past ? " (" + distance + " ago)" : " (in " + distance + ")");
    }

    private static String distance(Duration duration) {
        return duration.compareTo(Duration.of(2, ChronoUnit.DAYS)) >= 0
                ? Quantity.of(duration.toDays(), "day")
                : Quantity.of(duration.toHours(), "hour");
    }

    /// The line `Hooks`; nothing where none was run.
    public void hooks(@Nullable HookStatus hooks) {
        if (hooks != null) {
            page.row(
                    0,
                    "Hooks",
                    number(hooks.hooksAttempted())
                            + " run, "
                            + number(hooks.hooksFailed())
                            + " failed");
        }
    }

    private static long number(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    /// The block `Volumes`.
    ///
    /// @param all whether to list every one
    public void volumes(List<Volume> volumes, boolean all) {
        if (volumes.isEmpty()) {
            page.row(0, "Volumes", "none");
            return;
        }
        page.line(0, "Volumes:");
        List<Volume> sorted =
                volumes.stream()
                        .sorted(
                                java.util.Comparator.comparing((Volume v) -> !v.failed())
                                        .thenComparing(Volume::path))
                        .toList();
        int told = all ? sorted.size() : Math.min(sorted.size(), VOLUMES_TOLD);
        for (Volume volume : sorted.subList(0, told)) {
            var cells = new ArrayList<String>(List.of(volume.path(), volume.outcome()));
            cells.addAll(volume.details());
            while (cells.getLast().isEmpty()) {
                cells.removeLast(); // no blanks at the end of a line
            }
            page.cells(1, cells);
        }
        if (told < sorted.size()) {
            page.line(
                    1,
                    "and "
                            + (sorted.size() - told)
                            + " more (specify --details for more information)");
        }
    }
}
