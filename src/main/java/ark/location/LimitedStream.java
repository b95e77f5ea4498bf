package ark.location;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that gives no more bytes than it is allowed, and then fails.
final class LimitedStream extends FilterInputStream {
    private long total;
    private long allowed;

    /// @param total how many bytes in all
    LimitedStream(InputStream in, long total) {
        super(in);
        this.total = total;
        this.allowed = total;
    }

    /// Allows this many bytes from here on, until it is called again.
    void allow(long bytes) {
        allowed = bytes;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) throws IOException {
        total -= bytes;
        allowed -= bytes;
        if (total < 0 || allowed < 0) {
            throw new IOException("it is larger than any real one");
        }
    }
}
