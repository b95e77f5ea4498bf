package ark.backupstore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Counts and hashes what is read through it; what is read twice after a `reset` counts once.
final class HashingStream extends FilterInputStream {
    private MessageDigest digest = sha256();
    private long bytes;
    private MessageDigest markedDigest = sha256();
    private long markedBytes;

    HashingStream(InputStream stream) {
        super(stream);
    }

    /// What was read so far.
    Manifest.Entry entry() {
        return new Manifest.Entry(bytes, HexFormat.of().formatHex(copyOf(digest).digest()));
    }

    static Manifest.Entry entryOf(byte[] content) {
        String sha256 = HexFormat.of().formatHex(sha256().digest(content));
        return new Manifest.Entry(content.length, sha256);
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            digest.update((byte) value);
            bytes++;
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            digest.update(buffer, offset, count);
            bytes += count;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[Math.clamp(count, 0, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public void mark(int limit) {
        in.mark(limit);
        markedDigest = copyOf(digest);
        markedBytes = bytes;
    }

    @Override
    public void reset() throws IOException {
        in.reset();
        digest = copyOf(markedDigest);
        bytes = markedBytes;
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
