package ark.cli.output;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/// Where a command prints and asks.
///
/// @param interactive `out` is a terminal that a person looks at
public record Terminal(PrintStream out, PrintStream err, BufferedReader in, boolean interactive) {
    /// Prints one line whose text is made harmless.
    public void line(String text) {
        out.println(Printable.line(text));
    }

    /// Prints one line on standard error, made harmless.
    public void complain(String text) {
        err.println(Printable.line(text));
    }

    /// Prints text that is harmless already and ends with a line break.
    public void print(String printable) {
        out.print(printable);
        out.flush();
    }

    /// Asks until the answer is yes or no; the end of the input is a no.
    public boolean confirmed() {
        while (true) {
            out.print("Are you sure you want to continue (Y/N)? ");
            out.flush();
            String answer = answer();
            switch (answer.strip().toLowerCase(Locale.ROOT)) {
                case "y" -> {
                    return true;
                }
                case "n" -> {
                    return false;
                }
                default -> {
                    if (answer.isEmpty()) return false; // the input has ended
                }
            }
        }
    }

    /// A line with its line break, or "" at the end.
    private String answer() {
        try {
            String line = in.readLine();
            return line == null ? "" : line + "\n";
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "cannot read the answer: " + e.getMessage(), "Answer before: --confirm", e);
        }
    }
}
