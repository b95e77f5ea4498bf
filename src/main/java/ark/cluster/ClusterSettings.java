package ark.cluster;

import java.time.Duration;

/// How a [Cluster] behaves.
///
/// @param pageItems objects per page of a list
/// @param requestsInFlight how many requests may be open at once, lists included
/// @param requestsPerSecond sustained rate; 0 for no limit
/// @param burst how many requests may start at once before the rate counts; at least 1
/// @param retryFor how long one request is tried again when the server says "later" or is away
/// @param headersWithin how long the server may take until it begins to answer
/// @param idleFor how long an answer may stand still before it is given up
/// @param maxItemBytes an object that is larger is refused
public record ClusterSettings(
        int pageItems,
        int requestsInFlight,
        double requestsPerSecond,
        int burst,
        Duration retryFor,
        Duration headersWithin,
        Duration idleFor,
        int maxItemBytes) {
    /// kubectl's page. One of 1 MiB objects is half a gigabyte on the wire, but never in memory.
    private static final int PAGE_ITEMS = 500;

    /// As many POSTs as fill an API server on two cores; see docs/performance.md.
    private static final int REQUESTS_IN_FLIGHT = 32;

    /// Longer than the API server's own limit for a request (60 s).
    private static final Duration HEADERS_WITHIN = Duration.ofSeconds(90);

    private static final Duration IDLE_FOR = Duration.ofSeconds(60);

    /// etcd stores 1.5 MiB in one object, 8 MiB when raised; JSON may be twice as large.
    private static final int MAX_ITEM_BYTES = 16 * 1024 * 1024;

    public ClusterSettings {
        if (pageItems < 1 || requestsInFlight < 1 || burst < 1 || requestsPerSecond < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /// For a server: five minutes of an API server that is away are waited out.
    public static ClusterSettings forServer() {
        return new ClusterSettings(
                PAGE_ITEMS,
                REQUESTS_IN_FLIGHT,
                0,
                1,
                Duration.ofMinutes(5),
                HEADERS_WITHIN,
                IDLE_FOR,
                MAX_ITEM_BYTES);
    }

    /// For a person who waits: an answer within seconds.
    public static ClusterSettings forCommandLine() {
        return forServer().retryingFor(Duration.ofSeconds(5));
    }

    public ClusterSettings retryingFor(Duration limit) {
        return new ClusterSettings(
                pageItems,
                requestsInFlight,
                requestsPerSecond,
                burst,
                limit,
                headersWithin,
                idleFor,
                maxItemBytes);
    }

    public ClusterSettings paging(int items) {
        return new ClusterSettings(
                items,
                requestsInFlight,
                requestsPerSecond,
                burst,
                retryFor,
                headersWithin,
                idleFor,
                maxItemBytes);
    }

    public ClusterSettings limitedTo(double perSecond, int atOnce) {
        return new ClusterSettings(
                pageItems,
                requestsInFlight,
                perSecond,
                atOnce,
                retryFor,
                headersWithin,
                idleFor,
                maxItemBytes);
    }

    public ClusterSettings givingUpIdleAfter(Duration limit) {
        return new ClusterSettings(
                pageItems,
                requestsInFlight,
                requestsPerSecond,
                burst,
                retryFor,
                headersWithin,
                limit,
                maxItemBytes);
    }

    public ClusterSettings limitingItemsTo(int bytes) {
        return new ClusterSettings(
                pageItems,
                requestsInFlight,
                requestsPerSecond,
                burst,
                retryFor,
                headersWithin,
                idleFor,
                bytes);
    }

    public ClusterSettings inFlight(int requests) {
        return new ClusterSettings(
                pageItems,
                requests,
                requestsPerSecond,
                burst,
                retryFor,
                headersWithin,
                idleFor,
                maxItemBytes);
    }
}
