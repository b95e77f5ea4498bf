package ark.cluster;

/// What goes wrong with one request to a [FakeApiServer].
public sealed interface Fault {
    /// The server refuses with a Status, without doing anything.
    ///
    /// @param statusReason the API's word: `TooManyRequests`, `InternalError`, `Expired` ...
    /// @param retryAfterSeconds 0 for no Retry-After
    record Refuse(int status, String statusReason, String message, int retryAfterSeconds)
            implements Fault {}

    /// The connection is reset before anything is done.
    record Reset() implements Fault {}

    /// The work is done, and the connection is reset instead of an answer.
    record LoseAnswer() implements Fault {}

    /// The work is done, and the answer breaks off.
    ///
    /// @param bytes how much of the body still comes
    record Truncate(int bytes) implements Fault {}

    /// The answer begins and then stands still, until the server is closed.
    ///
    /// @param bytes how much of the body still comes
    record Stall(int bytes) implements Fault {}

    static Fault throttled() {
        return new Refuse(429, "TooManyRequests", "too many requests, please try again later", 1);
    }

    static Fault unavailable() {
        return new Refuse(503, "ServiceUnavailable", "apiserver is shutting down", 0);
    }

    static Fault internalError(String message) {
        return new Refuse(500, "InternalError", message, 0);
    }

    static Fault expired() {
        return new Refuse(410, "Expired", "The provided continue parameter is too old", 0);
    }

    static Fault forbidden(String message) {
        return new Refuse(403, "Forbidden", message, 0);
    }
}
