package ark.archive;

import org.jspecify.annotations.Nullable;

/// An archive could not be written, or is not one that Ark reads.
public final class ArchiveException extends RuntimeException {
    /// Why, for a `switch`; the message says what and where.
    public enum Reason {
        /// A name that no archive may hold; nothing was written.
        INVALID_NAME,
        /// What came in ends early, fails its checksum, or is no gzip, tar or JSON.
        CORRUPT,
        /// What came in holds links, devices, folders, duplicates or names outside the grammar.
        HOSTILE,
        /// What came in is larger than the limits allow.
        TOO_LARGE,
        /// What came in was written in a format that this version does not know.
        NEWER_FORMAT,
        /// The archive holds no such item.
        NO_SUCH_ITEM,
        /// The disk, or the stream that the archive goes to or comes from, failed.
        IO
    }

    private final Reason reason;

    /// @param doing present participle plus what: `reading the archive, entry "x"`
    public ArchiveException(Reason reason, String doing, String detail, @Nullable Throwable cause) {
        super(doing + ": " + detail, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
