package bench;

import java.util.Arrays;
import java.util.Locale;

/// Figures of one kind from one run, with their spread.
final class Ratio {
    private final double[] values;

    Ratio(double... values) {
        this.values = values.clone();
        Arrays.sort(this.values);
    }

    double median() {
        return values[values.length / 2];
    }

    /// `1.23 (1.10–1.31)`
    String text() {
        return String.format(
                Locale.ROOT, "%.2f (%.2f–%.2f)", median(), values[0], values[values.length - 1]);
    }
}
