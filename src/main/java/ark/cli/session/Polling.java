package ark.cli.session;

import ark.cli.output.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Looks again and again until something has come.
///
/// A watch can die silently, and one small GET a second costs nothing. An API server that does not
/// answer is asked again for a while.
///
/// @param limit how long to look
public record Polling(Session session, Duration limit) {
    private static final Duration AT_FIRST = Duration.ofSeconds(5);
    private static final Duration QUICK = Duration.ofMillis(200);
    private static final Duration SLOW = Duration.ofSeconds(1);

    /// How long the API server may be away; a control plane upgrade takes some minutes.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// Looks until there is something.
    ///
    /// @param look asks the API server; called at once, too
    /// @param gaveUp what to end the command with when the limit passes
    /// @throws CommandFailure that one, or when the API server stays away
    public <T> T until(Supplier<Optional<T>> look, Supplier<CommandFailure> gaveUp) {
        Instant start = session.now();
        Instant lastAnswer = start;
        while (true) {
            try {
                Optional<T> found = look.get();
                if (found.isPresent()) {
                    return found.get();
                }
                lastAnswer = session.now();
            } catch (ApiException e) {
                if (e.reason() != ApiException.Reason.UNREACHABLE) {
                    throw e;
                }
                if (!session.now().isBefore(lastAnswer.plus(PATIENCE))) {
                    throw CommandFailure.gaveUp(String.valueOf(e.getMessage()), e.remedy());
                }
            }
            Duration waited = Duration.between(start, session.now());
            if (waited.compareTo(limit) >= 0) {
                throw gaveUp.get();
            }
            session.sleep(waited.compareTo(AT_FIRST) < 0 ? QUICK : SLOW);
        }
    }
}
