package ark.archive;

/// How large an archive may be that somebody else may have written.
///
/// @param entries in the tar, at most; each object has about two
/// @param entryBytes of one entry's content, at most
/// @param totalBytes of the whole tar, at most
/// @param ratio how many times larger than what came in the tar may be, once it is larger than
///     [#RATIO_FLOOR_BYTES]
public record ArchiveLimits(long entries, int entryBytes, long totalBytes, int ratio) {
    /// Below this size no ratio is too good: small archives are mostly padding.
    static final long RATIO_FLOOR_BYTES = 64L * 1024 * 1024;

    /// A million objects; twice what etcd stores in one object when it is told to (8 MiB); more
    /// than etcd can hold (8 GiB) twice over. 50,000 equal ConfigMaps compress to 1/70, a bomb to
    /// 1/1000.
    public static final ArchiveLimits DEFAULT =
            new ArchiveLimits(2_000_000, 16 * 1024 * 1024, 32L * 1024 * 1024 * 1024, 200);

    public ArchiveLimits {
        if (entries < 1 || entryBytes < 1 || totalBytes < 1 || ratio < 1) {
            throw new IllegalArgumentException("a limit of an archive must be positive");
        }
    }
}
