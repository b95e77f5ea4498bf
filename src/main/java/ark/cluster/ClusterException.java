package ark.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The API server did not do what it was asked to do.
public final class ClusterException extends RuntimeException {
    /// Why, for a `switch`; the message has the server's own words.
    public enum Reason {
        /// No such object, or no such kind.
        NOT_FOUND,
        /// An object of that name exists.
        ALREADY_EXISTS,
        /// Somebody else changed or replaced the object.
        CONFLICT,
        /// The server understands the object and will not have it.
        INVALID,
        /// No valid credentials, no permission, over quota, or an admission webhook's refusal.
        DENIED,
        /// The revision or the continue token is too old.
        EXPIRED,
        /// The server has not reached the revision yet.
        REVISION_TOO_LARGE,
        /// The server answered from another revision than the one asked for.
        REVISION_IGNORED,
        /// Too many requests.
        THROTTLED,
        /// No answer, or a broken one.
        UNREACHABLE,
        /// The server, or what stands behind it, has an error of its own.
        UNAVAILABLE,
        /// This thread was interrupted: the process or the operation is stopping.
        CANCELLED,
        /// Anything else that the server refused.
        REFUSED
    }

    private final Reason reason;
    private final Refusal refusal;

    /// What the server said when it refused.
    ///
    /// @param status HTTP status; 0 when there was no answer
    /// @param message the API's message, without what we were doing
    /// @param causes `field: message` of each cause in the API's Status
    /// @param retryAfter zero when the server said nothing
    /// @param mayHaveHappened whether a write may have been done all the same
    record Refusal(
            int status,
            String message,
            List<String> causes,
            Duration retryAfter,
            boolean mayHaveHappened) {
        Refusal {
            causes = List.copyOf(causes);
        }

        /// There was no answer.
        static Refusal silent(String message, boolean mayHaveHappened) {
            return new Refusal(0, message, List.of(), Duration.ZERO, mayHaveHappened);
        }
    }

    /// @param doing present participle plus what: `listing pods`
    ClusterException(Reason reason, String doing, Refusal refusal, @Nullable Throwable cause) {
        super(doing + ": " + refusal.message(), cause);
        this.reason = reason;
        this.refusal = refusal;
    }

    /// For tests of those who call the cluster.
    public static ClusterException of(Reason reason, String doing, String message) {
        return new ClusterException(reason, doing, Refusal.silent(message, false), null);
    }

    /// The server answered with an HTTP status that is no success.
    ///
    /// @param retryAfter the header; empty when there was none
    /// @param body a `Status`, or what a proxy said
    public static ClusterException refused(
            String doing, int status, String retryAfter, byte[] body) {
        return Failures.refused(doing, status, retryAfter, body);
    }

    /// There was no answer, or it broke off: `UNREACHABLE`.
    public static ClusterException broken(String doing, Throwable failure) {
        return Failures.broken(doing, failure);
    }

    public Reason reason() {
        return reason;
    }

    /// HTTP status; 0 when there was no answer.
    public int status() {
        return refusal.status();
    }

    /// The API's own message, without what we were doing.
    public String apiMessage() {
        return refusal.message();
    }

    /// The causes in the API's Status: `spec.ports[0].nodePort: provided port is already
    /// allocated`.
    public List<String> causes() {
        return refusal.causes();
    }

    /// How long the server asked us to wait.
    public Optional<Duration> retryAfter() {
        return Optional.of(refusal.retryAfter()).filter(wait -> !wait.isZero());
    }

    /// Whether what was asked for may have been done all the same.
    public boolean mayHaveHappened() {
        return refusal.mayHaveHappened();
    }
}
