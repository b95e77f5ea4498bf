package ark.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// The times of a cron expression.
///
/// Source: documentation and tests of robfig/cron v3, `ParseStandard`.
public sealed interface CronExpression permits CalendarExpression, IntervalExpression {
    /// Reads five fields (`0 7 * * 1-5`), `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`,
    /// `@midnight`, `@hourly`, or `@every` with a Go duration; `CRON_TZ=Europe/Berlin ` or `TZ=…`
    /// may stand before it.
    ///
    /// @param local the zone of an expression that names none
    /// @throws IllegalArgumentException with robfig's words, such as
    ///     `expected exactly 5 fields, found 4: [0 7 * *]`, and for an expression whose time never
    ///     comes, as `0 0 30 2 *`
    static CronExpression parse(String text, ZoneId local) {
        return new CronParser(text, local).read();
    }

    /// The first time behind `after`, in whole seconds; empty when none comes within
    /// [CalendarExpression#YEARS] years.
    Optional<Instant> next(Instant after);

    /// How many times there are behind `after` and before `until`.
    ///
    /// @param limit where to stop counting
    default long count(Instant after, Instant until, long limit) {
        long count = 0;
        Optional<Instant> next = next(after);
        while (count < limit && next.isPresent() && next.get().isBefore(until)) {
            count++;
            next = next(next.get());
        }
        return count;
    }
}
