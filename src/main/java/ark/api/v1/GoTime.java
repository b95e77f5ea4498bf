package ark.api.v1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times as Kubernetes has them on the wire.
///
/// Source: `metav1.Time` of Kubernetes, which is RFC 3339 of Go's `time` package.
public final class GoTime {
    private static final Pattern RFC_3339 =
            Pattern.compile(
                    "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d+))?"
                            + "(?:Z|([+-])(\\d\\d):(\\d\\d))");

    /// Digits of a nanosecond; Go ignores those behind.
    private static final int NANO_DIGITS = 9;

    private GoTime() {}

    /// `2026-11-21T16:15:17Z`: UTC, whole seconds, what is below a second cut off.
    public static String format(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
    }

    /// Reads a time with seconds, an optional fraction and a zone (`Z` or `+01:00`).
    ///
    /// @throws IllegalArgumentException when the text is anything else
    public static Instant parse(String text) {
        Matcher parts = RFC_3339.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a time such as 2006-01-02T15:04:05Z: " + text);
        }
        try {
            return LocalDateTime.parse(parts.group(1))
                    .plusNanos(nanos(parts.group(2)))
                    .minusSeconds(offsetSeconds(parts))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time: " + text, e);
        }
    }

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String padded = fraction + "0".repeat(NANO_DIGITS);
        return Integer.parseInt(padded.substring(0, NANO_DIGITS));
    }

    private static int offsetSeconds(Matcher parts) {
        if (parts.group(3) == null) {
            return 0;
        }
        int hours = Integer.parseInt(parts.group(4));
        int minutes = Integer.parseInt(parts.group(5));
        if (hours > 24 || minutes > 60) { // Go's limits, both inclusive
            throw new DateTimeException("zone out of range");
        }
        int seconds = (hours * 60 + minutes) * 60;
        return parts.group(3).equals("-") ? -seconds : seconds;
    }
}
