package ark.restic;

import org.jspecify.annotations.Nullable;

/// Restic did not do what it was asked to do, or could not be asked.
public final class ResticException extends RuntimeException {
    /// Why, for a `switch`; the message has restic's own words.
    public enum Reason {
        /// The location cannot have a repository as it is written; nothing was run.
        MISCONFIGURED,
        /// The store answered, and there is no repository (exit code 10).
        NO_REPOSITORY,
        /// Another process holds the repository (exit code 11).
        LOCKED,
        /// The repository is there, and the password does not open it (exit code 12).
        WRONG_PASSWORD,
        /// The store does not answer.
        UNREACHABLE,
        /// The store refuses the credentials.
        DENIED,
        /// No space is left where restic wrote.
        FULL,
        /// The thread was interrupted; the process has ended.
        CANCELLED,
        /// The process was killed from outside, as by a memory limit.
        KILLED,
        /// Anything else.
        FAILED
    }

    private final Reason reason;

    /// @param doing present participle plus the repository: `opening repository s3:…/shop`
    /// @param detail restic's own words, or what to try
    public ResticException(Reason reason, String doing, String detail, @Nullable Throwable cause) {
        super(doing + ": " + detail, cause);
        this.reason = reason;
    }

    private ResticException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// The same in other words.
    public ResticException saying(String message) {
        return new ResticException(reason, message, this);
    }

    public Reason reason() {
        return reason;
    }
}
