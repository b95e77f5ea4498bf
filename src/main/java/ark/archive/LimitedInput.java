package ark.archive;

import ark.archive.ArchiveException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The tar inside a gzip, refused as soon as it is larger than the limits allow.
final class LimitedInput extends FilterInputStream {
    private final Counter packed;
    private final ArchiveLimits limits;
    private long bytes;

    /// Counts what is read from a stream, which stays open, and remembers whether reading failed.
    static final class Counter extends FilterInputStream {
        private long bytes;
        private boolean failed;

        Counter(InputStream in) {
            super(in);
        }

        /// Whether the stream itself failed, not what somebody made of its bytes.
        boolean failed() {
            return failed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int read = super.read(buffer, offset, length);
                bytes += Math.max(0, read);
                return read;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public void close() {
            // whoever opened the stream closes it
        }
    }

    /// @param unpacked the tar
    /// @param packed what the tar is unpacked from
    LimitedInput(InputStream unpacked, Counter packed, ArchiveLimits limits) {
        super(unpacked);
        this.packed = packed;
        this.limits = limits;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length; // so that it is counted
    }

    private void count(int read) {
        bytes += read;
        if (bytes > limits.totalBytes()) {
            throw tooLarge("it unpacks to more than " + limits.totalBytes() + " bytes");
        }
        if (bytes > ArchiveLimits.RATIO_FLOOR_BYTES && bytes / limits.ratio() > packed.bytes) {
            throw tooLarge("it unpacks to more than " + limits.ratio() + " times its size");
        }
    }

    static ArchiveException tooLarge(String detail) {
        return new ArchiveException(Reason.TOO_LARGE, "reading the archive", detail, null);
    }
}
