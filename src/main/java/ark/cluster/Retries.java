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

    /// A 500 without Retry-After, or a 503 of the aggregator, comes from a conversion webhook or an
    /// aggregated API that is down, and may be for days; a change of etcd's leader takes seconds.
    private static final Duration FOR_BROKEN_PARTS = Duration.ofSeconds(20);

    /// A 500 without Retry-After may also be a broken webhook, which stays broken: two tries more.
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
        return run(call, false, attempt);
    }

    /// @param throughConflicts whether a conflict is a moment's matter, as when several write at
    ///     once and each changes only its own part
    <T> T run(Call call, boolean throughConflicts, Attempt<T> attempt) {
        long begun = waiting.nanoTime();
        boolean repeated = false;
        for (int tries = 1; ; tries++) {
            try {
                return attempt.run(repeated);
            } catch (ClusterException e) {
                Duration pause = pause(e, tries);
                Duration spent = Duration.ofNanos(waiting.nanoTime() - begun).plus(pause);
                boolean helps =
                        e.reason() == Reason.CONFLICT ? throughConflicts : helps(call, e, tries);
                if (!helps || spent.compareTo(limitFor(e)) > 0) {
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
        Duration own =
                switch (e.reason()) {
                    case REVISION_TOO_LARGE -> FOR_REVISION_TOO_LARGE;
                    case UNAVAILABLE -> brokenPart(e) ? FOR_BROKEN_PARTS : limit;
                    default -> limit;
                };
        return own.compareTo(limit) < 0 ? own : limit;
    }

    private static boolean brokenPart(ClusterException e) {
        return (e.status() == 500 && e.retryAfter().isEmpty())
                || e.apiMessage().equals("service unavailable")
                || e.apiMessage().startsWith("error trying to reach service");
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
