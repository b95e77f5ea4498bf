package ark.cli.session;

import ark.cli.output.CommandFailure;
import ark.item.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Waits until an object's phase is final.
///
/// It reads the object again and again: a watch can die silently, and one small GET a second costs
/// nothing. An API server that does not answer is asked again for a while.
public final class Waiting {
    /// Anything that a later server writes goes on.
    private static final Set<String> FINAL =
            Set.of("FailedValidation", "Completed", "PartiallyFailed", "Failed");

    private static final Duration AT_FIRST = Duration.ofSeconds(5);
    private static final Duration QUICK = Duration.ofMillis(200);
    private static final Duration SLOW = Duration.ofSeconds(1);

    /// How long the API server may be away; a control plane upgrade takes some minutes.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Session session;
    private final Kind kind;
    private final String name;
    private final Duration limit;

    public Waiting(Session session, Kind kind, String name, Duration limit) {
        this.session = session;
        this.kind = kind;
        this.name = name;
        this.limit = limit;
    }

    /// Waits, and gives the object in its final phase.
    ///
    /// @param tick is called after each look, with what was last seen
    /// @throws CommandFailure when the object vanishes, or the deadline passes
    public Item untilFinal(Consumer<Item> tick) {
        Instant start = session.now();
        Instant lastAnswer = start;
        Optional<Item> last = Optional.empty();
        while (true) {
            try {
                last = Optional.of(look());
                lastAnswer = session.now();
            } catch (ApiException e) {
                if (e.reason() != ApiException.Reason.UNREACHABLE) {
                    throw e;
                }
                if (!session.now().isBefore(lastAnswer.plus(PATIENCE))) {
                    throw CommandFailure.gaveUp(String.valueOf(e.getMessage()), e.remedy());
                }
            }
            if (last.isPresent() && FINAL.contains(last.get().text("/status/phase"))) {
                return last.get();
            }
            last.ifPresent(tick);
            Duration waited = Duration.between(start, session.now());
            if (waited.compareTo(limit) >= 0) {
                throw gaveUp(last);
            }
            session.sleep(waited.compareTo(AT_FIRST) < 0 ? QUICK : SLOW);
        }
    }

    private Item look() {
        return session.resources()
                .find(kind, name)
                .orElseThrow(
                        () ->
                                CommandFailure.failed(
                                        word()
                                                + " \""
                                                + name
                                                + "\" was deleted while it was awaited",
                                        ""));
    }

    private CommandFailure gaveUp(Optional<Item> last) {
        String phase = last.map(item -> item.text("/status/phase")).orElse("");
        return CommandFailure.gaveUp(
                word()
                        + " \""
                        + name
                        + "\" is still "
                        + (phase.isEmpty() ? "New" : phase)
                        + " after "
                        + limit.toSeconds()
                        + " s",
                "It goes on. Follow it: ark " + word() + " describe " + name);
    }

    private String word() {
        return kind.kind().toLowerCase(Locale.ROOT);
    }
}
