package ark.cli.output;

/// How a command ended, as the shell sees it. Scripts rely on the numbers.
public enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "failed"),
    USAGE(2, "the command line is wrong"),
    PARTIALLY_FAILED(3, "partially failed (with --wait)"),
    GAVE_UP(4, "gave up waiting"),
    INTERRUPTED(130, "interrupted (Ctrl-C)");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /// A few words for a help page.
    public String meaning() {
        return meaning;
    }
}
