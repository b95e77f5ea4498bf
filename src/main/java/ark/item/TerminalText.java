package ark.item;

/// What of a stranger's text may be shown: on a terminal, in a log, in a message.
public final class TerminalText {
    private TerminalText() {}

    /// Whether a character is only shown. Not: controls, formatting (which turns text around), line
    /// separators, lone surrogates.
    public static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }

    /// Appends a character; one that a terminal would act on as its number.
    public static void append(StringBuilder text, int character) {
        if (isShown(character)) {
            text.appendCodePoint(character);
        } else {
            text.append("\\u%04x".formatted(character));
        }
    }
}
