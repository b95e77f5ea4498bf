package ark.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;

/// Writes regular files as a tar. Their headers differ in name, size and checksum only, so the rest
/// of one is made once: a backup has two entries for each of its objects.
///
/// A name that is not ASCII, or longer than its field, is in an extended header.
///
/// Source: POSIX.1-2008 pax, "ustar Interchange Format" and "pax Extended Header".
final class TarWriter {
    private static final int BLOCK_BYTES = 512;
    private static final int NAME_BYTES = 100;
    private static final int MODE = 100;
    private static final int USER = 108;
    private static final int GROUP = 116;
    private static final int SIZE = 124;
    private static final int MODIFIED = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;

    /// Octal digits of a size or a time: 8 GiB are beyond any array.
    private static final int LONG_DIGITS = 11;

    private static final int SHORT_DIGITS = 7;
    private static final int CHECKSUM_DIGITS = 6;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];
    private static final byte[] EXTENDED_NAME = "PaxHeaders/name".getBytes(US_ASCII);

    private final OutputStream out;
    private final byte[] header = new byte[BLOCK_BYTES];

    /// @param mode permissions of every entry
    /// @param modified the time of every entry, in whole seconds: a fraction would need an extended
    ///     header
    TarWriter(OutputStream out, int mode, Instant modified) {
        this.out = out;
        octal(MODE, SHORT_DIGITS, mode);
        octal(USER, SHORT_DIGITS, 0);
        octal(GROUP, SHORT_DIGITS, 0);
        octal(MODIFIED, LONG_DIGITS, modified.getEpochSecond());
        put(MAGIC, "ustar\00000".getBytes(US_ASCII));
        octal(DEVICE_MAJOR, SHORT_DIGITS, 0);
        octal(DEVICE_MINOR, SHORT_DIGITS, 0);
    }

    /// Adds a file.
    void add(String name, byte[] content) throws IOException {
        byte[] bytes = name.getBytes(UTF_8);
        if (bytes.length > NAME_BYTES || bytes.length > name.length()) {
            entry('x', EXTENDED_NAME, pathRecord(bytes));
            bytes = shortened(name);
        }
        entry('0', bytes, content);
    }

    /// What a reader shows that does not know extended headers.
    private static byte[] shortened(String name) {
        byte[] ascii = name.replaceAll("[^ -~]", "_").getBytes(US_ASCII);
        return Arrays.copyOf(ascii, Math.min(ascii.length, NAME_BYTES));
    }

    /// `27 path=resources/…` and a line feed: the number counts all of it, itself too.
    private static byte[] pathRecord(byte[] name) {
        int rest = " path=\n".length() + name.length;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        byte[] start = (length + " path=").getBytes(US_ASCII);
        byte[] record = Arrays.copyOf(start, length);
        System.arraycopy(name, 0, record, start.length, name.length);
        record[length - 1] = '\n';
        return record;
    }

    private void entry(char type, byte[] name, byte[] content) throws IOException {
        Arrays.fill(header, 0, NAME_BYTES, (byte) 0);
        put(0, name);
        octal(SIZE, LONG_DIGITS, content.length);
        header[TYPE] = (byte) type;
        sum();
        out.write(header);
        out.write(content);
        int over = content.length % BLOCK_BYTES;
        if (over > 0) {
            out.write(ZEROS, 0, BLOCK_BYTES - over);
        }
    }

    /// The sum of all bytes, with blanks in its own place.
    private void sum() {
        Arrays.fill(header, CHECKSUM, TYPE, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        octal(CHECKSUM, CHECKSUM_DIGITS, sum);
    }

    /// Digits and a NUL behind them.
    private void octal(int offset, int digits, long value) {
        long rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            header[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        header[offset + digits] = 0;
    }

    private void put(int offset, byte[] bytes) {
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    /// Writes the end: two blocks of zeros.
    void finish() throws IOException {
        out.write(ZEROS);
        out.write(ZEROS);
    }
}
