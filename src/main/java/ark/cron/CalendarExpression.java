package ark.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.Optional;

/// Five fields: every minute whose local time they all admit.
///
/// Where the clocks go forward, times in the gap do not come that day; where they go back, times in
/// the hour that comes twice come twice. Source: robfig/cron v3, which says so of itself.
///
/// @param numbers of each field
record CalendarExpression(Map<CronField, CronNumbers> numbers, ZoneId zone)
        implements CronExpression {
    /// 29 February is 8 years after the one before when a century lies between, and may then fall
    /// into a gap of the clock.
    static final int YEARS = 12;

    CalendarExpression {
        numbers = Map.copyOf(numbers);
    }

    /// Goes from one change of the clocks to the next; between them local time is a line.
    @Override
    public Optional<Instant> next(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        LocalDateTime end = LocalDateTime.ofInstant(from, ZoneOffset.UTC).plusYears(YEARS);
        while (from.atOffset(ZoneOffset.UTC).toLocalDateTime().isBefore(end)) {
            ZoneOffset offset = rules.getOffset(from);
            ZoneOffsetTransition change = rules.nextTransition(from);
            LocalDateTime until = change == null ? end : earlier(end, change.getDateTimeBefore());
            Optional<LocalDateTime> found = first(LocalDateTime.ofInstant(from, offset), until);
            if (found.isPresent()) {
                return found.map(time -> time.toInstant(offset));
            }
            if (change == null) {
                return Optional.empty();
            }
            from = change.getInstant();
        }
        return Optional.empty();
    }

    private static LocalDateTime earlier(LocalDateTime one, LocalDateTime other) {
        return one.isBefore(other) ? one : other;
    }

    /// The first minute that is admitted, from `from` on and before `until`, on a calendar where
    /// every day has 24 hours.
    private Optional<LocalDateTime> first(LocalDateTime from, LocalDateTime until) {
        LocalDateTime minute = from.truncatedTo(ChronoUnit.MINUTES);
        LocalDateTime start = minute.isBefore(from) ? minute.plusMinutes(1) : minute;
        LocalDate date = start.toLocalDate();
        LocalTime least = start.toLocalTime();
        while (date.atStartOfDay().isBefore(until)) {
            if (!of(CronField.MONTH).has(date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
                least = LocalTime.MIDNIGHT;
                continue;
            }
            Optional<LocalTime> time = admits(date) ? first(least) : Optional.empty();
            if (time.isPresent()) {
                return time.map(date::atTime).filter(found -> found.isBefore(until));
            }
            date = date.plusDays(1);
            least = LocalTime.MIDNIGHT;
        }
        return Optional.empty();
    }

    /// A star in one of the two fields for days leaves the decision to the other; without a star
    /// either of them is enough.
    private boolean admits(LocalDate date) {
        CronNumbers days = of(CronField.DAY_OF_MONTH);
        CronNumbers weekdays = of(CronField.DAY_OF_WEEK);
        boolean day = days.has(date.getDayOfMonth());
        boolean weekday = weekdays.has(date.getDayOfWeek().getValue() % 7);
        return (days.star() || weekdays.star()) ? day && weekday : day || weekday;
    }

    /// The first time of a day from `least` on.
    private Optional<LocalTime> first(LocalTime least) {
        int hour = of(CronField.HOUR).from(least.getHour());
        int minute = of(CronField.MINUTE).from(hour == least.getHour() ? least.getMinute() : 0);
        if (minute < 0) { // this hour has none left
            hour = of(CronField.HOUR).from(least.getHour() + 1);
            minute = of(CronField.MINUTE).from(0);
        }
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute));
    }

    private CronNumbers of(CronField field) {
        return java.util.Objects.requireNonNull(numbers.get(field));
    }
}
