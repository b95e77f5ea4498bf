package ark.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How often a sweep may begin.
final class SweepPace {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Duration soonest;
    private final Duration period;
    private Optional<Instant> last = Optional.empty();

    /// @param soonest after the last one, when there is something to do
    /// @param period after the last one in any case
    SweepPace(Duration soonest, Duration period) {
        this.soonest = soonest;
        this.period = period;
    }

    /// Whether a sweep may begin now; the caller then begins it.
    ///
    /// @param due whether there is something to do
    synchronized boolean mayBegin(Instant now, boolean due) {
        Duration pause = due ? shorter() : period;
        boolean may =
                last.isEmpty()
                        || now.isBefore(last.get()) // the clock went back
                        || !now.isBefore(last.get().plus(pause));
        if (may) {
            last = Optional.of(now);
        }
        return may;
    }

    /// When one may begin that has something to do; a moment at least.
    synchronized Duration left(Instant now) {
        Duration left =
                last.map(begun -> Duration.between(now, begun.plus(shorter())))
                        .orElse(Duration.ZERO);
        return left.compareTo(MOMENT) > 0 ? left : MOMENT;
    }

    private Duration shorter() {
        return soonest.compareTo(period) < 0 ? soonest : period;
    }
}
