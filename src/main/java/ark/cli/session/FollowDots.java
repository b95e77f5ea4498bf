package ark.cli.session;

import ark.cli.output.Quantity;
import ark.cli.output.Terminal;
import ark.item.Item;
import java.time.Duration;
import java.time.Instant;

/// Following without a terminal: the reference's sentences and a dot a second on standard output.
///
/// Source of the sentences: Velero 1.9.7, `backup create --wait`.
final class FollowDots implements FollowView {
    private static final Duration BETWEEN_DOTS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    /// A server takes new work up within seconds.
    private static final Duration NOBODY_THERE = Duration.ofSeconds(30);

    private final Session session;
    private final Follow.Work work;
    private final String name;
    private final Instant start;
    private Instant nextDot;
    private Instant nextLine;
    private boolean warned;

    FollowDots(Session session, Follow.Work work, String name) {
        this.session = session;
        this.work = work;
        this.name = name;
        this.start = session.now();
        this.nextDot = start.plus(BETWEEN_DOTS);
        this.nextLine = start.plus(BETWEEN_LINES);
    }

    @Override
    public void begin() {
        terminal()
                .line(
                        "Waiting for "
                                + work.word()
                                + " to complete. You may safely press ctrl-c to"
                                + " stop waiting - your "
                                + work.word()
                                + " will continue in the background.");
    }

    @Override
    public void seen(Item item) {
        Instant now = session.now();
        if (!now.isBefore(nextDot)) {
            terminal().print(".");
            nextDot = now.plus(BETWEEN_DOTS);
        }
        if (!now.isBefore(nextLine)) {
            progress(item);
            nextLine = now.plus(BETWEEN_LINES);
        }
        boolean untouched = item.text("/status/phase").isEmpty();
        if (untouched && !warned && !now.isBefore(start.plus(NOBODY_THERE))) {
            terminal().complain(nobodyThere(session));
            warned = true;
        }
    }

    static String nobodyThere(Session session) {
        return "No server has taken it up yet. Does one run in namespace \""
                + session.namespace()
                + "\"?";
    }

    private void progress(Item item) {
        long total = item.at("/status/progress/totalItems").asLong();
        Duration since = Duration.between(start, session.now());
        if (total > 0) {
            long done = item.at("/status/progress/" + work.doneField()).asLong();
            long perSecond = done / Math.max(since.toSeconds(), 1);
            terminal()
                    .complain(
                            "  items    "
                                    + Quantity.count(done)
                                    + " of "
                                    + Quantity.count(total)
                                    + (perSecond == 0
                                            ? ""
                                            : "  " + Quantity.count(perSecond) + "/s"));
        }
        try {
            Follow.Volumes volumes = Follow.Volumes.of(session, work, name);
            if (volumes.count() > 0) {
                terminal().complain("  volumes  " + volumes.progress(since));
            }
        } catch (ApiException e) {
            return; // it is only a picture
        }
    }

    @Override
    public void stop() {
        terminal().print("\n");
    }

    @Override
    public void end(Item item) {
        String noun = work.kind().kind();
        terminal().print("\n");
        terminal()
                .line(
                        noun
                                + " completed with status: "
                                + item.text("/status/phase")
                                + ". You may check for more information using the commands `ark "
                                + work.word()
                                + " describe "
                                + name
                                + "` and `ark "
                                + work.word()
                                + " logs "
                                + name
                                + "`.");
    }

    private Terminal terminal() {
        return session.terminal();
    }
}
