package ark.cluster;

import ark.cluster.ClusterException.Reason;
import ark.cluster.ClusterException.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Tries a request again for as long as that can help, and no longer than allowed.
final class Retries {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// A watch cache that lags behind catches up within moments, or never.
    private static final Duration FOR_REVISION_TOO_LARGE = Duration.ofSeconds(5);

    /// A 500 without Retry-After may be a broken webhook, which stays broken: two tries more.
    private static final int TRIES_OF_FAILING_WRITES = 3;

    /// Fractions of multiples of the golden ratio never bunch, so pauses of many threads do not
    /// either.
    private static final double GOLDEN = 0.6180339887498949;

    private final Duration limit;
    private final Waiting waiting;
    private final AtomicLong pauses = new AtomicLong();

    Retries(Duration limit, Waiting waiting) {
        this.limit = limit;
        this.waiting = waiting;
    }

    /// One try.
    interface Attempt<T> {
        /// Tries once.
        ///
        /// @param repeated whether an earlier try may have done the work
        T run(boolean repeated);
    }

    <T> T run(Call call, Attempt<T> attempt) {
        long begun = waiting.nanoTime();
        boolean repeated = false;
        for (int tries = 1; ; tries++) {
            try {
                return attempt.run(repeated);
            } catch (ClusterException e) {
                Duration pause = pause(e, tries);
                Duration spent = Duration.ofNanos(waiting.nanoTime() - begun).plus(pause);
                if (!helps(call, e, tries) || spent.compareTo(limitFor(e)) > 0) {
                    throw e;
                }
                repeated |= e.mayHaveHappened();
                sleep(call, pause);
            }
        }
    }

    private static boolean helps(Call call, ClusterException e, int tries) {
        return switch (e.reason()) {
            case THROTTLED, REVISION_TOO_LARGE -> true;
            case UNREACHABLE -> !(e.getCause() instanceof javax.net.ssl.SSLException);
            case UNAVAILABLE ->
                    call.reads()
                            || e.status() != 500
                            || e.retryAfter().isPresent()
                            || tries < TRIES_OF_FAILING_WRITES;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    INVALID,
                    DENIED,
                    EXPIRED,
                    REVISION_IGNORED,
                    CANCELLED,
                    REFUSED ->
                    false;
        };
    }

    private Duration limitFor(ClusterException e) {
        boolean tooLarge = e.reason() == Reason.REVISION_TOO_LARGE;
        return tooLarge && limit.compareTo(FOR_REVISION_TOO_LARGE) > 0
                ? FOR_REVISION_TOO_LARGE
                : limit;
    }

    /// What the server asked for, or a pause that doubles; up to half more, so that those who
    /// failed together do not come back together.
    private Duration pause(ClusterException e, int tries) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        Duration own = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        long base = e.retryAfter().orElse(own).toNanos();
        double spread = (pauses.incrementAndGet() * GOLDEN) % 1.0;
        return Duration.ofNanos(base + (long) (base * spread / 2));
    }

    private void sleep(Call call, Duration pause) {
        try {
            waiting.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(
                    Reason.CANCELLED, call.doing(), Refusal.silent("interrupted", true), e);
        }
    }
}
