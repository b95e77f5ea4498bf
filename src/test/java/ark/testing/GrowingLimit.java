package ark.testing;

import java.time.Duration;

/// A limit of real time for a check of what happens when such a limit is over.
///
/// It is short, so that the test is quick, and work that ought to be done within it may not be on
/// a machine that is busy enough. So a check that fails is made again with a longer one: what is
/// wrong stays wrong, what was merely slow is not.
public final class GrowingLimit {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int FACTOR = 4;

    private GrowingLimit() {}

    /// What is checked.
    public interface Check {
        void within(Duration limit) throws Exception;
    }

    /// Passes when the check does with one of the limits; else it fails as with the longest.
    public static void passes(Check check) throws Exception {
        Duration limit = FIRST;
        while (limit.multipliedBy(FACTOR).compareTo(LONGEST) < 0) {
            try {
                check.within(limit);
                return;
            } catch (AssertionError | RuntimeException _) {
                limit = limit.multipliedBy(FACTOR);
            }
        }
        check.within(limit);
    }
}
