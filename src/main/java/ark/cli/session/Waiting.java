package ark.cli.session;

import ark.cli.output.CommandFailure;
import ark.item.Item;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Waits until an object's phase is final.
public final class Waiting {
    /// Anything that a later server writes goes on.
    private static final Set<String> FINAL =
            Set.of("FailedValidation", "Completed", "PartiallyFailed", "Failed");

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
    /// @param tick is called after each look, also one that the API server did not answer, with
    ///     what was last seen
    /// @throws CommandFailure when the object vanishes, or the deadline passes
    public Item untilFinal(Consumer<Item> tick) {
        var last = new AtomicReference<Optional<Item>>(Optional.empty());
        return new Polling(session, limit)
                .until(() -> finalOne(last, tick), () -> gaveUp(last.get()));
    }

    private Optional<Item> finalOne(AtomicReference<Optional<Item>> last, Consumer<Item> tick) {
        try {
            last.set(Optional.of(look()));
        } catch (ApiException e) {
            last.get().ifPresent(tick);
            throw e;
        }
        Item seen = last.get().orElseThrow();
        if (FINAL.contains(seen.text("/status/phase"))) {
            return Optional.of(seen);
        }
        tick.accept(seen);
        return Optional.empty();
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
                                        "Nothing more becomes of it. Create it again if you"
                                                + " need it."));
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
