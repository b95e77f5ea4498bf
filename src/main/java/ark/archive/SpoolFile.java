package ark.archive;

import ark.archive.ArchiveException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Bytes of an archive on disk, in one file that nobody else can open and that is gone with this
/// process. Appended to by one thread, then read by many.
final class SpoolFile implements AutoCloseable {
    /// Larger than most objects; a write of less is no cheaper.
    private static final int BUFFER_BYTES = 256 * 1024;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long written;
    private Slice lastSlice = new Slice(0, 0);
    private byte[] last = new byte[0];

    /// Some of the file's bytes.
    record Slice(long offset, int length) {}

    private SpoolFile(FileChannel channel) {
        this.channel = channel;
    }

    static SpoolFile in(Path directory) {
        try {
            Path file = Files.createTempFile(directory, "archive-", ".spool"); // mode 0600
            try {
                return new SpoolFile(
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
            } finally {
                Files.delete(file); // it stays readable through the channel
            }
        } catch (IOException e) {
            throw failed("making a file to spool the archive in " + directory, e);
        }
    }

    /// Adds bytes, or finds them where they were just added: every object comes twice in a row.
    Slice append(byte[] bytes) {
        if (bytes.length > 0 && Arrays.equals(bytes, last)) {
            return lastSlice;
        }
        lastSlice = new Slice(written + buffer.position(), bytes.length);
        last = bytes;
        if (bytes.length > buffer.remaining()) {
            flush();
        }
        if (bytes.length > buffer.remaining()) {
            write(ByteBuffer.wrap(bytes));
        } else {
            buffer.put(bytes);
        }
        return lastSlice;
    }

    /// Writes what is still in memory; afterwards [#read] may be called, and [#append] no more.
    void finish() {
        flush();
        last = new byte[0];
    }

    private void flush() {
        write(buffer.flip());
        buffer.clear();
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                written += channel.write(bytes, written);
            }
        } catch (IOException e) {
            throw failed("spooling the archive", e);
        }
    }

    byte[] read(Slice slice) {
        var bytes = ByteBuffer.allocate(slice.length());
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, slice.offset() + bytes.position()) < 0) {
                    throw new EOFException("the spool file was cut off");
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw failed("reading the spooled archive", e);
        }
    }

    private static ArchiveException failed(String doing, IOException e) {
        return new ArchiveException(Reason.IO, doing, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed("closing the spooled archive", e);
        }
    }
}
