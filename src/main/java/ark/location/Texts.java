package ark.location;

/// Texts of strangers on their way into a status, an event or the log.
final class Texts {
    private Texts() {}

    /// The text without control characters, and not longer than `limit`.
    static String shown(String text, int limit) {
        String cut = text.length() > limit ? text.substring(0, limit - 1) + "…" : text;
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
