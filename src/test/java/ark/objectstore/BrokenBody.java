package ark.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A stream that gives so many zeros and then breaks, as a disk or a pipe does.
public final class BrokenBody extends InputStream {
    private long left;

    public BrokenBody(long bytes) {
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            throw new IOException("the disk is on fire");
        }
        int count = (int) Math.min(left, length);
        Arrays.fill(buffer, offset, offset + count, (byte) 0);
        left -= count;
        return count;
    }
}
