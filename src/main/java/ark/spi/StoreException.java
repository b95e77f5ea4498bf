package ark.spi;

import org.jspecify.annotations.Nullable;

/// An object store did not do what it was asked to do.
public final class StoreException extends RuntimeException {
    /// Why, for a `switch`; the message has the store's own words.
    public enum Reason {
        /// No object has the key.
        NOT_FOUND,
        /// The bucket, or the folder that stands for it, does not exist.
        NO_BUCKET,
        /// Wrong or missing credentials, or no permission.
        DENIED,
        /// No answer, a broken connection, or an answer that says "later" once retries are used up.
        UNREACHABLE,
        /// The object ended early or is not what was stored.
        CORRUPT,
        /// No space left or a quota is used up.
        FULL,
        /// The location's configuration cannot work; the message says which key and what is valid.
        MISCONFIGURED,
        /// Anything else that the store refused.
        REFUSED
    }

    private final Reason reason;

    /// @param doing present participle plus the full address: `reading s3://b/backups/x/x.tar.gz`
    /// @param detail the store's own words, or what to try
    public StoreException(Reason reason, String doing, String detail, @Nullable Throwable cause) {
        super(doing + ": " + detail, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
