package ark.objectstore;

import ark.spi.StoreException.Reason;
import java.time.Duration;
import java.util.Locale;

/// One finished call of a store, for metrics.
///
/// @param location the location's name
/// @param operation `put`, `get`, `head`, `list`, `delete` or `sign`
/// @param took all attempts together; of a `get`, until its stream was there
/// @param outcome `ok`, or the [Reason] in lower case
/// @param bytes how many were stored; 0 for what stores nothing
public record StoreCall(
        String location, String operation, Duration took, String outcome, long bytes) {
    /// Takes note of every call; for many threads, and quick.
    public interface Listener {
        void finished(StoreCall call);
    }

    static String outcomeOf(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
