package ark.backupstore;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;

/// A file of a backup that is compared with the manifest when its end is reached.
///
/// A reader that stops a little before the end (a tar reader does, at the archive's own end mark)
/// is answered by [#close], which reads the rest. A reader that gives up early has got unchecked
/// bytes, and no error.
final class CheckedStream extends FilterInputStream {
    /// More than the padding that tar programs put after the end mark (10 KiB) and a gzip trailer.
    private static final int TAIL_BYTES = 64 * 1024;

    private final String doing;
    private final Manifest.Entry expected;
    private final HashingStream hashing;
    private boolean checked;

    CheckedStream(HashingStream stream, Manifest.Entry expected, String doing) {
        super(stream);
        this.hashing = stream;
        this.expected = expected;
        this.doing = doing;
    }

    /// @throws StoreException `CORRUPT` when the end is reached and it is not what was stored
    @Override
    public int read() throws IOException {
        int value = hashing.read();
        checkAtEnd(value);
        return value;
    }

    /// @throws StoreException `CORRUPT` when the end is reached and it is not what was stored
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = hashing.read(buffer, offset, length);
        checkAtEnd(count);
        return count;
    }

    @Override
    public void close() throws IOException {
        try (hashing) {
            if (!checked && expected.bytes() - hashing.entry().bytes() <= TAIL_BYTES) {
                byte[] tail = new byte[TAIL_BYTES + 1];
                int count = hashing.readNBytes(tail, 0, tail.length);
                checkAtEnd(count < tail.length ? -1 : count);
            }
        }
    }

    private void checkAtEnd(int read) {
        if (read >= 0 || checked) {
            return;
        }
        checked = true;
        Manifest.Entry found = hashing.entry();
        if (!found.equals(expected)) {
            throw new StoreException(
                    Reason.CORRUPT, doing, "it is not what was stored: " + difference(found), null);
        }
    }

    private String difference(Manifest.Entry found) {
        return found.bytes() == expected.bytes()
                ? "its SHA-256 is " + found.sha256() + ", the manifest says " + expected.sha256()
                : "it has " + found.bytes() + " bytes, the manifest says " + expected.bytes();
    }
}
