package ark.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/// Makes tars that no honest program makes.
final class RawTar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawTar file(String name, String content) {
        return entry(name, '0', "", content.getBytes(UTF_8));
    }

    RawTar entry(String name, char type, String link, byte[] content) {
        return header(name.getBytes(UTF_8), type, link, content.length).raw(padded(content));
    }

    RawTar pax(String... records) {
        byte[] content = String.join("", records).getBytes(UTF_8);
        return entry("PaxHeaders.0/x", 'x', "", content);
    }

    static String record(String key, String value) {
        int body = (" " + key + "=" + value + "\n").getBytes(UTF_8).length;
        int length = body + 1;
        while (String.valueOf(length).length() + body != length) {
            length++;
        }
        return length + " " + key + "=" + value + "\n";
    }

    RawTar header(byte[] name, char type, String link, long bytes) {
        byte[] block = new byte[512];
        System.arraycopy(name, 0, block, 0, Math.min(100, name.length));
        put(block, 100, "0000755\0");
        put(block, 108, "0000000\0");
        put(block, 116, "0000000\0");
        put(block, 124, String.format("%011o\0", bytes));
        put(block, 136, "00000000000\0");
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format("%06o\0 ", sum));
        return raw(block);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static byte[] padded(byte[] content) {
        return java.util.Arrays.copyOf(content, (content.length + 511) / 512 * 512);
    }

    RawTar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /// The end marker, and the padding that tar programs add.
    RawTar end() {
        return raw(new byte[1024]).raw(new byte[512 * 3]);
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    byte[] gzip() {
        return gzip(out.toByteArray());
    }

    static byte[] gzip(byte[] tar) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
