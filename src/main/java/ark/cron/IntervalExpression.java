package ark.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// `@every 90m`: a time that follows the one before at a fixed distance. It does not follow the
/// calendar, so it drifts with what it is counted from.
///
/// @param interval whole seconds, at least one
record IntervalExpression(Duration interval) implements CronExpression {
    IntervalExpression {
        if (!interval.isPositive() || !interval.equals(interval.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("no whole seconds: " + interval);
        }
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(interval));
    }

    @Override
    public long count(Instant after, Instant until, long limit) {
        Duration passed = Duration.between(after.truncatedTo(ChronoUnit.SECONDS), until);
        long counted = passed.minusNanos(1).dividedBy(interval); // one at `until` is not before it
        return Math.clamp(counted, 0, limit);
    }
}
