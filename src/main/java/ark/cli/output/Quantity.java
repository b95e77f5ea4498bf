package ark.cli.output;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers for people.
public final class Quantity {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int BAR_CELLS = 20;

    private Quantity() {}

    /// `18,204`.
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// `512 B`, `5.4 GiB`, `412 MiB`: one decimal below ten.
    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        boolean decimal = unit > 0 && size < 9.95;
        return String.format(Locale.ROOT, decimal ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
    }

    /// `1.9 of 5.4 GiB`, `900 MiB of 5.4 GiB`.
    public static String bytesOf(long done, long total) {
        String small = bytes(done);
        String large = bytes(total);
        String unit = large.substring(large.indexOf(' '));
        return (small.endsWith(unit) ? small.substring(0, small.length() - unit.length()) : small)
                + " of "
                + large;
    }

    /// A count of the wire, where none is written for zero.
    public static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    /// `1 item`, `2 items`.
    public static String of(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /// `███████░░░░░░░░░░░░░`.
    public static String bar(long done, long total) {
        int full = total <= 0 ? 0 : Math.clamp(done * BAR_CELLS / total, 0, BAR_CELLS);
        return "█".repeat(full) + "░".repeat(BAR_CELLS - full);
    }
}
