package ark.cluster;

import ark.item.InvalidJsonException;
import java.nio.charset.StandardCharsets;

/// Walks over complete JSON in an array that was already found well-formed in its brackets and
/// quotes.
final class JsonCursor {
    private final byte[] bytes;
    private final int end;
    private int position;

    JsonCursor(byte[] bytes, int offset, int end) {
        this.bytes = bytes;
        this.end = end;
        position = offset;
    }

    /// Takes one member's name and stands before its value.
    interface Member {
        void at(String name);
    }

    boolean atObject() {
        return peek() == '{';
    }

    /// Calls `member` for each member of the object here; it must take the value.
    void object(Member member) {
        expect('{');
        if (peek() == '}') {
            position++;
            return;
        }
        do {
            String name = string();
            expect(':');
            member.at(name);
        } while (take() == ',');
    }

    /// A text; null and other values are "".
    String stringOrNothing() {
        if (peek() == '"') {
            return string();
        }
        skip();
        return "";
    }

    /// Takes a value; tells whether it was `null`.
    boolean skipNull() {
        boolean isNull = peek() == 'n';
        skip();
        return isNull;
    }

    void skip() {
        byte first = peek();
        if (first == '"') {
            skipString();
            return;
        }
        if (first != '{' && first != '[') {
            skipScalar();
            return;
        }
        int depth = 0;
        do {
            byte next = bytes[position];
            if (next == '"') {
                skipString();
                continue;
            }
            position++;
            if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            }
        } while (depth > 0);
    }

    private void skipScalar() {
        while (position < end) {
            byte next = bytes[position];
            if (next == ',' || next == '}' || next == ']' || next <= ' ') {
                return;
            }
            position++;
        }
    }

    private boolean skipString() {
        boolean escapes = false;
        int at = position + 1;
        while (bytes[at] != '"') {
            if (bytes[at] == '\\') {
                escapes = true;
                at++;
            }
            at++;
        }
        position = at + 1;
        return escapes;
    }

    String string() {
        if (peek() != '"') {
            throw new InvalidJsonException("expected a string", null);
        }
        int from = position;
        boolean escapes = skipString();
        String text = new String(bytes, from + 1, position - from - 2, StandardCharsets.UTF_8);
        return escapes ? unescaped(text) : text;
    }

    private static String unescaped(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'u' -> {
                    plain.append(hexadecimal(text, i + 1));
                    i += 4;
                }
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }

    private static char hexadecimal(String text, int from) {
        try {
            return (char) Integer.parseInt(text, from, from + 4, 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new InvalidJsonException("a broken escape in a string", e);
        }
    }

    private byte peek() {
        while (position < end && bytes[position] <= ' ' && bytes[position] >= 0) {
            position++;
        }
        if (position >= end) {
            throw new InvalidJsonException("ends early", null);
        }
        return bytes[position];
    }

    private byte take() {
        byte next = peek();
        position++;
        return next;
    }

    private void expect(char wanted) {
        if (take() != wanted) {
            throw new InvalidJsonException("expected '" + wanted + "'", null);
        }
    }
}
