package ark.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ark.archive.ArchiveException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The regular files of a tar, one after another, and an exception for whatever else a tar can
/// hold: links, devices, folders, sparse files, several volumes. Never holds more than one header
/// in memory; the caller decides whether it wants an entry of that size.
///
/// A tar without its end marker was cut off, and is refused.
///
/// Source: POSIX.1-2008 pax; GNU tar manual, "Basic Tar Format".
final class TarStream {
    private static final int BLOCK_BYTES = 512;

    /// A header of names and times; Go and GNU tar write some hundred bytes.
    private static final int MAX_EXTENSION_BYTES = 64 * 1024;

    private static final int NAME = 0;
    private static final int NAME_BYTES = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK_BYTES];
    private long unread; // of the current entry: content and padding
    private long entries;

    /// @param name as it stands in the tar, checked by nobody
    record Entry(String name, long bytes) {}

    /// @param in read to its end; the caller closes it
    TarStream(InputStream in) {
        this.in = in;
    }

    /// The next regular file, or nothing at the end.
    ///
    /// @throws ArchiveException `HOSTILE`, `CORRUPT`
    Optional<Entry> next() throws IOException {
        skipRest();
        PaxHeader pax = PaxHeader.NONE;
        boolean extended = false;
        String longName = "";
        while (true) {
            readBlock();
            if (zero(block, BLOCK_BYTES)) {
                requireEnd(extended || !longName.isEmpty());
                return Optional.empty();
            }
            verifyChecksum();
            entries++;
            long bytes = number(SIZE, 12);
            switch (block[TYPE]) {
                case '0', 0 -> {
                    return Optional.of(entry(bytes, pax, longName));
                }
                case 'x' -> {
                    refuseIf(extended, "two extended headers in a row");
                    pax = PaxHeader.parse(extension(bytes), this::hostile);
                    extended = true;
                }
                case 'L' -> {
                    refuseIf(!longName.isEmpty(), "two long names in a row");
                    longName = untilNul(extension(bytes));
                }
                default -> throw hostile(kind(block[TYPE]));
            }
        }
    }

    private Entry entry(long bytes, PaxHeader pax, String longName) {
        String name = longName.isEmpty() ? headerName() : longName;
        long size = pax.size() < 0 ? bytes : pax.size();
        unread = padded(size);
        return new Entry(pax.path().isEmpty() ? name : pax.path(), size);
    }

    /// All of the current entry, which the caller has found small enough.
    byte[] content(Entry entry) throws IOException {
        byte[] content = in.readNBytes((int) entry.bytes());
        if (content.length < entry.bytes()) {
            throw new EOFException("it ends in the middle of an entry");
        }
        unread -= content.length;
        return content;
    }

    private void skipRest() throws IOException {
        in.skipNBytes(unread);
        unread = 0;
    }

    private byte[] extension(long bytes) throws IOException {
        refuseIf(bytes > MAX_EXTENSION_BYTES, "an extended header of " + bytes + " bytes");
        byte[] content = in.readNBytes((int) bytes);
        if (content.length < bytes) {
            throw new EOFException("it ends in an extended header");
        }
        in.skipNBytes(padded(bytes) - bytes);
        return content;
    }

    private static long padded(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    private void readBlock() throws IOException {
        if (in.readNBytes(block, 0, BLOCK_BYTES) < BLOCK_BYTES) {
            throw new EOFException("it ends before its end marker");
        }
    }

    private void requireEnd(boolean headerOpen) throws IOException {
        refuseIf(headerOpen, "an extended header without its entry");
        readBlock();
        refuseIf(!zero(block, BLOCK_BYTES), "a lone zero block");
        byte[] rest = new byte[64 * BLOCK_BYTES];
        for (int read = in.read(rest); read >= 0; read = in.read(rest)) {
            refuseIf(!zero(rest, read), "data behind its end");
        }
    }

    private static boolean zero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void verifyChecksum() {
        long expected = number(CHECKSUM, 8);
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            boolean inChecksum = i >= CHECKSUM && i < CHECKSUM + 8;
            sum += inChecksum ? ' ' : block[i] & 0xff;
        }
        if (sum != expected) {
            throw new ArchiveException(
                    Reason.CORRUPT, doing(), "a header's checksum is wrong", null);
        }
    }

    /// Octal digits, or, with the highest bit set, base 256.
    private long number(int offset, int length) {
        if ((block[offset] & 0x80) != 0) {
            return binary(offset, length);
        }
        String text = new String(block, offset, length, US_ASCII).replace('\0', ' ').strip();
        try {
            long value = text.isEmpty() ? 0 : Long.parseLong(text, 8);
            refuseIf(value < 0, "a negative number in a header");
            return value;
        } catch (NumberFormatException _) {
            throw new ArchiveException(
                    Reason.CORRUPT, doing(), "a header holds no number where one belongs", null);
        }
    }

    private long binary(int offset, int length) {
        long value = block[offset] & 0x7f;
        for (int i = offset + 1; i < offset + length; i++) {
            refuseIf(value > Long.MAX_VALUE >> 9, "a size beyond all limits");
            value = value << 8 | (block[i] & 0xff);
        }
        return value;
    }

    private String headerName() {
        String name = text(NAME, NAME_BYTES);
        boolean posix = new String(block, MAGIC, 6, US_ASCII).equals("ustar\0");
        String prefix = posix ? text(PREFIX, PREFIX_BYTES) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int offset, int length) {
        return untilNul(Arrays.copyOfRange(block, offset, offset + length));
    }

    private String untilNul(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return utf8(Arrays.copyOf(bytes, end), this::hostile);
    }

    /// Text that is UTF-8, or the exception that `refuse` makes.
    static String utf8(byte[] bytes, Refusal refuse) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw refuse.because("a name that is not UTF-8");
        }
    }

    /// Makes the exception for an entry that no backup holds.
    interface Refusal {
        ArchiveException because(String detail);
    }

    private void refuseIf(boolean bad, String detail) {
        if (bad) {
            throw hostile(detail);
        }
    }

    private ArchiveException hostile(String detail) {
        return new ArchiveException(
                Reason.HOSTILE, doing(), "it holds " + detail + ", as no backup does", null);
    }

    private String doing() {
        return "reading the archive, entry " + entries;
    }

    private static String kind(byte type) {
        return switch (type) {
            case '1' -> "a hard link";
            case '2' -> "a symbolic link";
            case '3', '4' -> "a device";
            case '5', 'D' -> "a folder";
            case '6' -> "a named pipe";
            case '7' -> "a contiguous file";
            case 'K' -> "a link with a long target";
            case 'S' -> "a sparse file";
            case 'g' -> "a global header";
            default -> "an entry of unknown type " + (type & 0xff);
        };
    }
}
