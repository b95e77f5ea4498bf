package ark.process;

/// How a program that stays ended.
public enum End {
    /// It was told to.
    STOPPED(Program.DONE),
    /// It cannot go on, or another one works now: start it anew.
    BROKEN(Program.FAILED);

    private final int exitCode;

    End(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
