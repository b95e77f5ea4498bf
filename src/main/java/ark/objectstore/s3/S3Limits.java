package ark.objectstore.s3;

import java.time.Duration;

/// How much and how long.
///
/// @param partBytes of a body that are kept in memory and sent as one part; later parts of long
///     bodies are twice as large. S3 wants at least 5 MiB
/// @param maxParts of one object; S3 allows 10,000
/// @param connect until a connection stands
/// @param idle without a byte of an answer until a connection counts as broken
/// @param call for one small request, all its attempts and pauses together
/// @param part for one attempt to send a part; 8 MiB at 28 KiB a second
/// @param attempts of one request, the first included
/// @param firstPause before the second attempt; each further pause is twice as long
public record S3Limits(
        int partBytes,
        int maxParts,
        Duration connect,
        Duration idle,
        Duration call,
        Duration part,
        int attempts,
        Duration firstPause) {
    /// For every day: one part in memory, and a minute of patience.
    public static final S3Limits USUAL =
            new S3Limits(
                    8 * 1024 * 1024,
                    10_000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    6,
                    Duration.ofMillis(300));
}
