package ark.objectstore.filesystem;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A file that throws when it ends before the length that it had when it was opened: somebody cut
/// it
/// off, who did not write it by replacing it.
final class WholeFile extends FilterInputStream {
    private final long expected;
    private final String doing;
    private long bytes;

    WholeFile(InputStream file, long expected, String doing) {
        super(file);
        this.expected = expected;
        this.doing = doing;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (IOException e) {
            throw DiskFaults.of(doing, e);
        }
        if (count >= 0) {
            bytes += count;
        } else if (bytes < expected) {
            throw new StoreException(
                    Reason.CORRUPT,
                    doing,
                    "it ended after %d of %d bytes".formatted(bytes, expected),
                    null);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[Math.clamp(count, 0, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
