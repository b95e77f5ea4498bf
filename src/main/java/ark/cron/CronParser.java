package ark.cron;

import ark.api.v1.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads one expression.
///
/// Source of rules and words: robfig/cron v3. Stricter here: a field without a number (`,`), a
/// range
/// that begins with `*` (`*-5`), an interval that is not positive, and a date that never comes are
/// refused. There they are times that never or always are due.
final class CronParser {
    private static final Map<String, String> WORDS =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");

    private static final String EVERY = "@every ";
    private static final List<String> ZONE_PREFIXES = List.of("CRON_TZ=", "TZ=");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /// Any time will do: what comes at all comes within [CalendarExpression#YEARS] of every time.
    private static final Instant SOME_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final String text;
    private final ZoneId local;

    CronParser(String text, ZoneId local) {
        this.text = text.strip();
        this.local = local;
    }

    CronExpression read() {
        for (String prefix : ZONE_PREFIXES) {
            if (text.startsWith(prefix)) {
                String[] parts = SPACES.split(text.substring(prefix.length()), 2);
                return expression(parts.length < 2 ? "" : parts[1], zone(parts[0]));
            }
        }
        return expression(text, local);
    }

    /// Names as Go reads them: of the tz database, `UTC` or nothing for UTC, `Local`.
    private ZoneId zone(String name) {
        if (name.isEmpty() || name.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        if (name.equals("Local")) {
            return local;
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException(
                    "provided bad location " + name + ": unknown time zone " + name);
        }
        return ZoneId.of(name);
    }

    private static CronExpression expression(String expression, ZoneId zone) {
        if (expression.startsWith(EVERY)) {
            return interval(expression);
        }
        if (expression.startsWith("@")) {
            String fields = WORDS.get(expression);
            if (fields == null) {
                throw new IllegalArgumentException("unrecognized descriptor: " + expression);
            }
            return calendar(fields, zone);
        }
        return calendar(expression, zone);
    }

    private static IntervalExpression interval(String expression) {
        Duration duration;
        try {
            duration = GoDuration.parse(expression.substring(EVERY.length()).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "failed to parse duration " + expression + ": " + e.getMessage(), e);
        }
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("the duration must be positive: " + expression);
        }
        return new IntervalExpression(Duration.ofSeconds(Math.max(1, duration.toSeconds())));
    }

    private static CalendarExpression calendar(String expression, ZoneId zone) {
        List<String> fields =
                Stream.of(SPACES.split(expression)).filter(field -> !field.isEmpty()).toList();
        CronField[] kinds = CronField.values();
        if (fields.size() != kinds.length) {
            throw new IllegalArgumentException(
                    "expected exactly %d fields, found %d: [%s]"
                            .formatted(kinds.length, fields.size(), String.join(" ", fields)));
        }
        var numbers = new EnumMap<CronField, CronNumbers>(CronField.class);
        for (int position = 0; position < kinds.length; position++) {
            numbers.put(kinds[position], numbers(fields.get(position), kinds[position]));
        }
        var calendar = new CalendarExpression(numbers, zone);
        if (calendar.next(SOME_TIME).isEmpty()) {
            throw new IllegalArgumentException("there is no such date: " + expression);
        }
        return calendar;
    }

    private static CronNumbers numbers(String list, CronField field) {
        CronNumbers numbers = CronNumbers.NONE;
        for (String range : list.split(",", -1)) {
            if (!range.isEmpty()) { // as robfig reads `1,,2`
                numbers = numbers.and(range(range, field));
            }
        }
        if (numbers.equals(CronNumbers.NONE)) {
            throw new IllegalArgumentException("a field without a number: " + list);
        }
        return numbers;
    }

    /// `*`, `?`, `a`, `a-b`, each also with `/step`; `a/step` means from `a` on.
    private static CronNumbers range(String range, CronField field) {
        String[] rangeAndStep = range.split("/", -1);
        String[] ends = rangeAndStep[0].split("-", -1);
        if (rangeAndStep.length > 2) {
            throw new IllegalArgumentException("too many slashes: " + range);
        }
        if (ends.length > 2) {
            throw new IllegalArgumentException("too many hyphens: " + range);
        }
        boolean star = ends[0].equals("*") || ends[0].equals("?");
        if (star && ends.length > 1) {
            throw new IllegalArgumentException("a range that begins with a star: " + range);
        }
        boolean stepped = rangeAndStep.length == 2;
        int from = star ? field.least() : number(ends[0], field);
        int to = star ? field.most() : number(ends[ends.length - 1], field);
        int step = stepped ? plain(rangeAndStep[1]) : 1;
        if (stepped && ends.length == 1) {
            to = field.most();
        }
        check(range, field, from, to);
        if (step == 0) {
            throw new IllegalArgumentException(
                    "step of range should be a positive number: " + range);
        }
        return CronNumbers.range(from, to, step, star && step == 1);
    }

    private static void check(String range, CronField field, int from, int to) {
        if (from < field.least()) {
            throw new IllegalArgumentException(
                    "beginning of range (%d) below minimum (%d): %s"
                            .formatted(from, field.least(), range));
        }
        if (to > field.most()) {
            boolean sunday = field == CronField.DAY_OF_WEEK && to == 7;
            throw new IllegalArgumentException(
                    "end of range (%d) above maximum (%d): %s%s"
                            .formatted(to, field.most(), range, sunday ? " (Sunday is 0)" : ""));
        }
        if (from > to) {
            throw new IllegalArgumentException(
                    "beginning of range (%d) beyond end of range (%d): %s"
                            .formatted(from, to, range));
        }
    }

    private static int number(String word, CronField field) {
        int named = field.number(word);
        return named < 0 ? plain(word) : named;
    }

    private static int plain(String word) {
        if (!NUMBER.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
                            .formatted(word, word));
        }
        return Integer.parseInt(word);
    }
}
