package ark.objectstore;

import java.time.Duration;

/// How often and how long a store is asked again when it does not answer.
///
/// @param attempts in all, the first included
/// @param firstPause before the second attempt, at most; each further pause may be twice as long
/// @param longestPause no pause is longer
/// @param total no attempt begins later than this after the first one began
public record Retries(int attempts, Duration firstPause, Duration longestPause, Duration total) {
    /// Bridges the restart of a store, and does not make a user wait for a wrong address.
    public static final Retries USUAL =
            new Retries(4, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(2));

    /// The longest pause after so many failed attempts.
    Duration pauseAfter(int failedAttempts) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(failedAttempts - 1, 20));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
