package ark.api.v1;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/// Reads one Go duration from left to right. Numbers are unsigned 64-bit, as in Go, because the
/// smallest duration has an absolute value of 2^63.
final class GoDurationReader {
    /// 2^63 as an unsigned number.
    private static final long LIMIT = Long.MIN_VALUE;

    private final String text;
    private int at;

    GoDurationReader(String text) {
        this.text = text;
    }

    Duration read() {
        boolean negative = text.startsWith("-");
        at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return Duration.ZERO;
        }
        if (at == text.length()) {
            throw invalid();
        }
        long sum = 0;
        while (at < text.length()) {
            sum += part();
            if (above(sum, LIMIT)) {
                throw invalid();
            }
        }
        if (sum == LIMIT && !negative) {
            throw invalid();
        }
        return Duration.ofNanos(negative ? -sum : sum);
    }

    /// One number with its unit, in nanoseconds.
    private long part() {
        int start = at;
        long whole = whole();
        boolean digits = at > start;
        Fraction fraction = Fraction.NONE;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int afterPoint = at;
            fraction = fraction();
            digits |= at > afterPoint;
        }
        if (!digits) {
            throw invalid();
        }
        long unit = unit();
        if (above(whole, Long.divideUnsigned(LIMIT, unit))) {
            throw invalid();
        }
        long nanos = whole * unit + fraction.of(unit);
        if (above(nanos, LIMIT)) {
            throw invalid();
        }
        return nanos;
    }

    private long whole() {
        long value = 0;
        for (; atDigit(); at++) {
            if (above(value, Long.divideUnsigned(LIMIT, 10))) {
                throw invalid();
            }
            value = value * 10 + digit();
            if (above(value, LIMIT)) {
                throw invalid();
            }
        }
        return value;
    }

    /// The digits behind the point; those that no longer fit are read and do not count.
    private Fraction fraction() {
        long value = 0;
        double scale = 1;
        boolean full = false;
        for (; atDigit(); at++) {
            long next = value * 10 + digit();
            full = full || value > Long.MAX_VALUE / 10 || above(next, LIMIT);
            if (!full) {
                value = next;
                scale *= 10;
            }
        }
        return new Fraction(value, scale);
    }

    private long unit() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '.' && !atDigit()) {
            at++;
        }
        if (at == start) {
            throw new IllegalArgumentException("time: missing unit in duration " + quoted(text));
        }
        String name = text.substring(start, at);
        Long unit = GoDuration.unit(name);
        if (unit == null) {
            throw new IllegalArgumentException(
                    "time: unknown unit " + quoted(name) + " in duration " + quoted(text));
        }
        return unit;
    }

    private boolean atDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private int digit() {
        return text.charAt(at) - '0';
    }

    private static boolean above(long value, long limit) {
        return Long.compareUnsigned(value, limit) > 0;
    }

    private IllegalArgumentException invalid() {
        return new IllegalArgumentException("time: invalid duration " + quoted(text));
    }

    /// In quotes, every byte that is not printable ASCII as `\xNN`.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ') { // negative: part of a character beyond ASCII
                quoted.append("\\x" + HexFormat.of().toHexDigits(b));
            } else if (b == '"' || b == '\\') {
                quoted.append('\\').append((char) b);
            } else {
                quoted.append((char) b);
            }
        }
        return quoted.append('"').toString();
    }

    /// `value / scale` of one unit.
    private record Fraction(long value, double scale) {
        static final Fraction NONE = new Fraction(0, 1);

        /// In floating point as Go does it, so that the last nanosecond is the same.
        long of(long unit) {
            double unsigned = value == LIMIT ? 0x1p63 : (double) value;
            return value == 0 ? 0 : (long) (unsigned * (unit / scale));
        }
    }
}
