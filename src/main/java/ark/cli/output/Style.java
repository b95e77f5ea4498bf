package ark.cli.output;

/// Emphasis on a terminal; nothing anywhere else.
public enum Style {
    PLAIN(""),
    BOLD("1"),
    GOOD("32"),
    BAD("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /// The text, which must be printable already, with the escapes around it.
    String on(String printable, boolean colours) {
        return !colours || this == PLAIN
                ? printable
                : "\u001b[" + code + "m" + printable + "\u001b[0m";
    }

    /// Green for what went well, red for what did not, plain for what goes on.
    public static Style ofPhase(String phase) {
        return switch (phase) {
            case "Completed", "Available" -> GOOD;
            case "Failed", "PartiallyFailed", "FailedValidation", "Unavailable" -> BAD;
            default -> PLAIN; // phases of newer servers too
        };
    }
}
