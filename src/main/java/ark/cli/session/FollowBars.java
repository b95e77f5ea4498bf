package ark.cli.session;

import ark.cli.output.HumanTime;
import ark.cli.output.LiveLines;
import ark.cli.output.Quantity;
import ark.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Following on a terminal: a bar for objects, one for volumes when there are any, and their rates.
final class FollowBars implements FollowView {
    /// Volumes are slow, and to look at them costs a list request.
    private static final Duration BETWEEN_VOLUMES = Duration.ofSeconds(2);

    private static final Duration NOBODY_THERE = Duration.ofSeconds(30);

    private final Session session;
    private final Follow.Work work;
    private final String name;
    private final LiveLines lines;
    private final Instant start;
    private Instant nextVolumes;
    private Follow.Volumes volumes = Follow.Volumes.NONE;

    FollowBars(Session session, Follow.Work work, String name) {
        this.session = session;
        this.work = work;
        this.name = name;
        this.lines = new LiveLines(session.terminal().out());
        this.start = session.now();
        this.nextVolumes = start.plus(BETWEEN_VOLUMES);
    }

    @Override
    public void begin() {
        lines.show(List.of("  " + name + "  " + Quantity.bar(0, 0)));
    }

    @Override
    public void seen(Item item) {
        if (!session.now().isBefore(nextVolumes)) {
            volumes = volumes();
            nextVolumes = session.now().plus(BETWEEN_VOLUMES);
        }
        var shown = new ArrayList<String>();
        shown.add(objects(item));
        if (volumes.count() > 0) {
            shown.add(volumeLine());
            shown.add(running());
        }
        lines.show(shown);
    }

    private Follow.Volumes volumes() {
        try {
            return Follow.Volumes.of(session, work, name);
        } catch (ApiException e) {
            return volumes; // it is only a picture
        }
    }

    private String objects(Item item) {
        long total = total(item);
        if (total == 0) {
            boolean untouched = item.text("/status/phase").isEmpty();
            boolean late = !session.now().isBefore(start.plus(NOBODY_THERE));
            return "  "
                    + name
                    + "  "
                    + Quantity.bar(0, 0)
                    + (untouched && late ? "  no server takes it up" : "  " + phase(item));
        }
        long done = done(item);
        return "  "
                + name
                + "  "
                + Quantity.bar(done, total)
                + "  "
                + Quantity.count(done)
                + " of "
                + Quantity.count(total)
                + rate(done);
    }

    private static String phase(Item item) {
        String phase = item.text("/status/phase");
        return phase.isEmpty() ? "New" : phase;
    }

    private String rate(long done) {
        long millis = Duration.between(start, session.now()).toMillis();
        long perSecond = millis < 1000 ? 0 : done * 1000 / millis;
        return perSecond == 0 ? "" : "   " + Quantity.count(perSecond) + "/s";
    }

    private String volumeLine() {
        String bar = Quantity.bar(volumes.bytesDone(), volumes.bytesTotal());
        return "  volumes  "
                + bar
                + "  "
                + volumes.progress(Duration.between(start, session.now()));
    }

    /// Lines on a terminal may only grow, so this one stays when nothing runs.
    private String running() {
        return volumes.running().isEmpty() ? "" : "           " + volumes.running();
    }

    @Override
    public void stop() {
        // Its lines are whole.
    }

    @Override
    public void end(Item item) {
        long total = total(item);
        String took = HumanTime.took(Duration.between(start, session.now()));
        var last = new StringBuilder("  " + name + "  ");
        last.append(Quantity.bar(done(item), total));
        if (total > 0) {
            last.append("  ").append(Quantity.count(done(item))).append(" of ");
            last.append(Quantity.of(total, "item"));
        }
        last.append("  ").append(phase(item)).append(" in ").append(took);
        if (work.kind().equals(Kind.RESTORE)) {
            last.append(", ").append(Quantity.of(item.at("/status/warnings").asLong(), "warning"));
            last.append(", ").append(Quantity.of(item.at("/status/errors").asLong(), "error"));
        }
        var shown = new ArrayList<>(List.of(last.toString()));
        if (volumes.count() > 0) {
            volumes = volumes();
            shown.add(volumeLine());
        }
        lines.end(shown);
    }

    private long done(Item item) {
        return item.at("/status/progress/" + work.doneField()).asLong();
    }

    private static long total(Item item) {
        return item.at("/status/progress/totalItems").asLong();
    }
}
