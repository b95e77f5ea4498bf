package ark.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// What one extended header says about the entry behind it.
///
/// @param path the entry's whole name, or "" when the header does not name it
/// @param size of its content in bytes, or -1 when the header does not say
record PaxHeader(String path, long size) {
    /// Says nothing.
    static final PaxHeader NONE = new PaxHeader("", -1);

    /// Facts about a file that do not change what Ark reads.
    private static final Set<String> HARMLESS =
            Set.of("mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment");

    /// Reads records of the form `LENGTH KEY=VALUE\n`.
    ///
    /// @param refuse makes the exception for what no backup holds
    static PaxHeader parse(byte[] records, TarStream.Refusal refuse) {
        String path = "";
        long size = -1;
        var seen = new HashSet<String>();
        int at = 0;
        while (at < records.length) {
            int end = at + length(records, at, refuse);
            int equals = indexOf(records, '=', at, end);
            int space = indexOf(records, ' ', at, end);
            if (equals < 0 || space < 0 || equals < space || records[end - 1] != '\n') {
                throw refuse.because("a malformed extended header");
            }
            String key = new String(records, space + 1, equals - space - 1, US_ASCII);
            String value = TarStream.utf8(Arrays.copyOfRange(records, equals + 1, end - 1), refuse);
            if (!seen.add(key)) {
                throw refuse.because("an extended header with a key twice");
            }
            switch (key) {
                case "path" -> path = named(value, refuse);
                case "size" -> size = size(value, refuse);
                default -> {
                    if (!HARMLESS.contains(key)) {
                        throw refuse.because("an extended header with an unexpected key");
                    }
                }
            }
            at = end;
        }
        return new PaxHeader(path, size);
    }

    private static int length(byte[] records, int at, TarStream.Refusal refuse) {
        int value = 0;
        int i = at;
        while (i < records.length && i < at + 6 && records[i] >= '0' && records[i] <= '9') {
            value = value * 10 + records[i] - '0';
            i++;
        }
        if (i == at || value < 5 || value > records.length - at) {
            throw refuse.because("a malformed extended header");
        }
        return value;
    }

    private static String named(String value, TarStream.Refusal refuse) {
        if (value.isEmpty()) {
            throw refuse.because("an entry without a name");
        }
        return value;
    }

    private static long size(String text, TarStream.Refusal refuse) {
        if (!text.matches("[0-9]{1,18}")) {
            throw refuse.because("an extended header with a malformed size");
        }
        return Long.parseLong(text);
    }

    private static int indexOf(byte[] bytes, char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
