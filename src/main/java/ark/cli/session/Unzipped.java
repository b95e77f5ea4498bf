package ark.cli.session;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/// Unpacks gzip of one or several members, up to a limit: a small file may be made to unpack to
/// anything.
final class Unzipped extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream packed;
    private final long limit;
    private InputStream unpacked = InputStream.nullInputStream();
    private boolean open;
    private long bytes;

    /// @param limit in unpacked bytes
    Unzipped(InputStream packed, long limit) {
        this.packed = new NeverSeeminglyEmpty(packed);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!open) {
            unpacked =
                    new GZIPInputStream(packed, BUFFER_BYTES); // reads, so not in the constructor
            open = true;
        }
        int count = unpacked.read(buffer, offset, length);
        bytes += Math.max(count, 0);
        if (bytes > limit) {
            throw new IOException("it unpacks to more than " + limit / (1024 * 1024) + " MiB");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        try {
            unpacked.close();
        } finally {
            packed.close();
        }
    }

    /// `GZIPInputStream` takes a member for the last one when nothing is available at its end,
    /// which
    /// over a network means nothing.
    private static final class NeverSeeminglyEmpty extends FilterInputStream {
        NeverSeeminglyEmpty(InputStream in) {
            super(new PushbackInputStream(in));
        }

        @Override
        public int available() {
            try {
                var peeking = (PushbackInputStream) in;
                int next = peeking.read();
                if (next < 0) {
                    return 0;
                }
                peeking.unread(next);
                return 1;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
