package ark.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command cannot do what it was asked. The root command prints it and exits.
///
/// Two lines: what happened, and what to do about it. When several things are wrong, they are
/// listed
/// between the two.
public final class CommandFailure extends RuntimeException {
    private final ExitCode exitCode;
    private final List<String> problems;
    private final String remedy;
    private final boolean verbatim;

    private CommandFailure(Lines lines, @Nullable Throwable cause) {
        super(lines.what(), cause);
        this.exitCode = lines.exitCode();
        this.problems = lines.problems();
        this.remedy = lines.remedy();
        this.verbatim = lines.verbatim();
    }

    private record Lines(
            ExitCode exitCode,
            String what,
            List<String> problems,
            String remedy,
            boolean verbatim) {}

    /// The work itself failed.
    ///
    /// @param what follows `An error occurred: `
    /// @param remedy what the person may do; "" when there is nothing to say
    public static CommandFailure failed(String what, String remedy) {
        return of(ExitCode.FAILED, what, remedy);
    }

    /// As [#failed(String, String)], because of an exception that `--log-level debug` shows.
    public static CommandFailure failed(String what, String remedy, Throwable cause) {
        return new CommandFailure(
                new Lines(ExitCode.FAILED, what, List.of(), remedy, false), cause);
    }

    /// The command line is wrong.
    public static CommandFailure usage(String what, String remedy) {
        return of(ExitCode.USAGE, what, remedy);
    }

    /// Several things on the command line are wrong; one is told like a single failure.
    public static CommandFailure usage(List<String> problems, String remedy) {
        if (problems.size() == 1) {
            return usage(problems.getFirst(), remedy);
        }
        return new CommandFailure(
                new Lines(
                        ExitCode.USAGE,
                        problems.size() + " problems:",
                        List.copyOf(problems),
                        remedy,
                        false),
                null);
    }

    /// A deadline passed.
    public static CommandFailure gaveUp(String what, String remedy) {
        return of(ExitCode.GAVE_UP, what, remedy);
    }

    /// The process is being stopped.
    public static CommandFailure interrupted(Throwable cause) {
        return new CommandFailure(
                new Lines(ExitCode.INTERRUPTED, "interrupted", List.of(), "", false), cause);
    }

    /// Sentences that scripts look for, and which are therefore printed without a prefix.
    public static CommandFailure verbatim(String sentence) {
        return new CommandFailure(new Lines(ExitCode.FAILED, sentence, List.of(), "", true), null);
    }

    private static CommandFailure of(ExitCode exitCode, String what, String remedy) {
        return new CommandFailure(new Lines(exitCode, what, List.of(), remedy, false), null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /// What the person may do; "" when there is nothing to say.
    public String remedy() {
        return remedy;
    }

    /// What happened, without prefix and remedy, on one line.
    public String what() {
        String what = String.valueOf(getMessage());
        return problems.isEmpty() ? what : what + " " + String.join("; ", problems);
    }

    /// What is printed on standard error, without a newline at its end.
    public String text() {
        var text = new StringBuilder(verbatim ? "" : "An error occurred: ");
        text.append(Printable.line(String.valueOf(getMessage())));
        for (String problem : problems) {
            text.append("\n  ").append(Printable.line(problem));
        }
        if (!remedy.isEmpty()) {
            text.append('\n').append(Printable.line(remedy));
        }
        return text.toString();
    }
}
