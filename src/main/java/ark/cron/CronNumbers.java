package ark.cron;

/// The numbers that one field admits.
///
/// @param bits a bit per number
/// @param star whether the field was `*` or `?` alone or in its list, which decides how the two
///     fields for days go together
record CronNumbers(long bits, boolean star) {
    static final CronNumbers NONE = new CronNumbers(0, false);

    /// `from`, `from + step`, … up to `to`.
    static CronNumbers range(int from, int to, int step, boolean star) {
        long bits = 0;
        for (int number = from; number <= to; number += step) {
            bits |= 1L << number;
        }
        return new CronNumbers(bits, star);
    }

    CronNumbers and(CronNumbers more) {
        return new CronNumbers(bits | more.bits, star || more.star);
    }

    boolean has(int number) {
        return (bits >> number & 1) == 1;
    }

    /// The smallest number from `least` on, or -1.
    int from(int least) {
        long rest = least > 63 ? 0 : bits >>> least << least;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
