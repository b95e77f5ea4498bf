package ark.backupstore;

/// The write that commits a backup failed, and the store does not say whether it happened: the
/// backup exists or it does not, and that can be seen once the store answers again.
public final class InDoubtException extends RuntimeException {
    /// @param doing present participle plus what: `storing backup b1`
    public InDoubtException(String doing, RuntimeException cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
