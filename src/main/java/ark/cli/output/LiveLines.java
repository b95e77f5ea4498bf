package ark.cli.output;

import java.io.PrintStream;
import java.util.List;

/// Lines on a terminal that are replaced by newer ones while work goes on.
public final class LiveLines {
    /// A line that wraps cannot be replaced; most terminals are at least this wide.
    private static final int WIDTH = 79;

    private static final String ERASE_TO_END_OF_LINE = "\u001b[K";

    private static final String ERASE_BELOW = "\u001b[J";

    private final PrintStream out;
    private int shown;

    public LiveLines(PrintStream out) {
        this.out = out;
    }

    /// Replaces what was shown before; the number of lines may only grow.
    public void show(List<String> lines) {
        print(lines.stream().map(LiveLines::cut).toList());
    }

    /// Replaces what was shown before, for the last time: lines may be of any length, and fewer.
    public void end(List<String> lines) {
        print(lines);
        out.print(ERASE_BELOW);
        out.flush();
    }

    private void print(List<String> lines) {
        var text = new StringBuilder();
        if (shown > 0) {
            text.append("\u001b[").append(shown).append('A'); // cursor up
        }
        for (String line : lines) {
            text.append('\r').append(Printable.line(line));
            text.append(ERASE_TO_END_OF_LINE).append('\n');
        }
        shown = Math.max(shown, lines.size());
        out.print(text);
        out.flush();
    }

    private static String cut(String line) {
        int characters = line.codePointCount(0, line.length());
        return characters <= WIDTH ? line : line.substring(0, line.offsetByCodePoints(0, WIDTH));
    }
}
