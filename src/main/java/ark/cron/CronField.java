package ark.cron;

import java.util.List;
import java.util.Locale;

/// The five fields of an expression, in their order, with the numbers and names that each admits.
///
/// Source: robfig/cron v3. Sunday is 0 and nothing else.
enum CronField {
    MINUTE(0, 59, ""),
    HOUR(0, 23, ""),
    DAY_OF_MONTH(1, 31, ""),
    MONTH(1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    DAY_OF_WEEK(0, 6, "sun mon tue wed thu fri sat");

    private final int least;
    private final int most;
    private final String names;

    CronField(int least, int most, String names) {
        this.least = least;
        this.most = most;
        this.names = names;
    }

    int least() {
        return least;
    }

    int most() {
        return most;
    }

    /// The number that a name stands for, or -1.
    int number(String name) {
        int index = List.of(names.split(" ", -1)).indexOf(name.toLowerCase(Locale.ROOT));
        return index < 0 || name.isEmpty() ? -1 : index + least;
    }
}
