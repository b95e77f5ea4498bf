package ark.archive;

/// How hard an archive is compressed.
///
/// @param level 1 (fast) to 9 (small), as zlib counts; 1 is 2–3 times faster than 6 and 20 %
///     larger
/// @param threads how many blocks are compressed at once, at least 1
public record Compression(int level, int threads) {
    public Compression {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("compression level must be 1 to 9, is " + level);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread must compress");
        }
    }
}
