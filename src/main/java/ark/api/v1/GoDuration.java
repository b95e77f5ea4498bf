package ark.api.v1;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Durations as Go writes and reads them: `720h0m0s`, `1.5s`, `250µs`.
///
/// Source: the documentation of `ParseDuration` and `Duration.String` of Go's package `time`. A
/// duration is a signed count of nanoseconds in 64 bits, some 292 years.
public final class GoDuration {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /// Nanoseconds of each unit; both characters that look like a mu count.
    private static final Map<String, Long> UNITS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "\u00b5s", 1_000L,
                    "\u03bcs", 1_000L,
                    "ms", 1_000_000L,
                    "s", SECOND,
                    "m", MINUTE,
                    "h", HOUR);

    private GoDuration() {}

    /// Reads `[+-]` and numbers with units, as `-1h30m` or `1.5s`; a bare `0` too.
    ///
    /// @throws IllegalArgumentException with Go's words, such as
    ///     `time: missing unit in duration "5"`
    public static Duration parse(String text) {
        return new GoDurationReader(text).read();
    }

    /// What a field that may be unset means: the default for null and for every zero (`0s`).
    ///
    /// @throws IllegalArgumentException as [#parse], also for ""
    public static Duration orDefault(@Nullable String text, Duration unset) {
        if (text == null) {
            return unset;
        }
        Duration duration = parse(text);
        return duration.isZero() ? unset : duration;
    }

    /// `1h0m0s`, `1m30s`, `1.5s`, `500ms`, `250µs`, `7ns`, `0s`.
    ///
    /// @throws IllegalArgumentException when Go could not hold it
    public static String format(Duration duration) {
        long nanos = nanos(duration);
        if (nanos == 0) {
            return "0s";
        }
        // As an unsigned number, so that the smallest one has its absolute value.
        long rest = nanos < 0 ? -nanos : nanos;
        String size = Long.compareUnsigned(rest, SECOND) < 0 ? small(rest) : large(rest);
        return nanos < 0 ? "-" + size : size;
    }

    static @Nullable Long unit(String name) {
        return UNITS.get(name);
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("longer than 292 years: " + duration, e);
        }
    }

    private static String small(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000
                ? decimal(nanos, 1_000, 3) + "\u00b5s"
                : decimal(nanos, 1_000_000, 6) + "ms";
    }

    private static String large(long nanos) {
        String seconds = decimal(Long.remainderUnsigned(nanos, MINUTE), SECOND, 9) + "s";
        long minutes = Long.divideUnsigned(nanos, MINUTE);
        if (minutes == 0) {
            return seconds;
        }
        String belowAnHour = minutes % 60 + "m" + seconds;
        return minutes < 60 ? belowAnHour : minutes / 60 + "h" + belowAnHour;
    }

    /// A number of units, with the decimals that are needed.
    private static String decimal(long nanos, long unit, int digits) {
        String fraction =
                String.format(Locale.ROOT, "%0" + digits + "d", nanos % unit)
                        .replaceFirst("0+$", "");
        return nanos / unit + (fraction.isEmpty() ? "" : "." + fraction);
    }
}
