package ark.cli.session;

import org.jspecify.annotations.Nullable;

/// The API server refused, or could not be reached. The message is what a person reads first.
public final class ApiException extends RuntimeException {
    /// Why, as far as a command can do something about it.
    public enum Reason {
        NOT_FOUND,
        ALREADY_EXISTS,
        /// Somebody else changed the object.
        CONFLICT,
        /// Unauthorized or forbidden.
        DENIED,
        /// The object is not valid.
        INVALID,
        /// It may work in a moment: no connection, overloaded, being restarted.
        UNREACHABLE,
        REFUSED
    }

    private final Reason reason;
    private final String remedy;

    /// An exception whose message is what a person reads first.
    ///
    /// @param remedy what the person may do; "" when there is nothing to say
    public ApiException(Reason reason, String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    public Reason reason() {
        return reason;
    }

    public String remedy() {
        return remedy;
    }
}
