package ark.cli.output;

import java.io.IOException;
import java.io.Reader;

/// Text of strangers, made harmless for a terminal.
///
/// Control characters and those that turn the direction of writing become visible escapes, `\x1b`
/// or
/// `\u202e`. Everything else, emoji and all scripts included, stays.
public final class Printable {
    private static final int BUFFER_CHARACTERS = 8192;

    private Printable() {}

    /// One line: line breaks and tabs become escapes too.
    public static String line(String text) {
        return escaped(text, false);
    }

    /// Several lines: line breaks and tabs stay.
    public static String lines(String text) {
        return escaped(text, true);
    }

    /// Copies text of any length, several lines.
    ///
    /// @throws IOException when either end fails; what was read is then written
    public static void copy(Reader from, Appendable to) throws IOException {
        var buffer = new char[BUFFER_CHARACTERS];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.append(lines(new String(buffer, 0, count)));
        }
    }

    /// JSON stays JSON: what is escaped can stand only inside its texts, and is escaped as JSON
    /// does.
    static String json(String json) {
        var escaped = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (harmful(c) && c != '\n') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String escaped(String text, boolean severalLines) {
        int first = 0;
        while (first < text.length() && !mustEscape(text.charAt(first), severalLines)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (mustEscape(c, severalLines)) {
                escape(c, escaped);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean mustEscape(char c, boolean severalLines) {
        return harmful(c) && !(severalLines && (c == '\n' || c == '\t'));
    }

    /// All of these are single `char`s, so no surrogate pair is ever cut.
    static boolean harmful(char c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\ufeff';
    }

    private static void escape(char c, StringBuilder to) {
        switch (c) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> to.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
        }
    }
}
