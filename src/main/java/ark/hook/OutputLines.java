package ark.hook;

import ark.cluster.exec.ExecResult.Output;
import ark.item.TerminalText;
import java.util.ArrayList;
import java.util.List;

/// What a command printed, as lines that one can look at: no control characters, no formatting
/// that turns text around, not too many.
final class OutputLines {
    /// From the beginning, and as many from the end.
    private static final int KEPT_LINES = 50;

    private static final int TAB = 4;

    private OutputLines() {}

    static List<String> of(Output output) {
        List<String> begins = lines(output.beginning());
        List<String> ends = lines(output.ending());
        var lines = new ArrayList<String>();
        if (output.droppedBytes() == 0) {
            int useless = begins.size() - 2 * KEPT_LINES;
            if (useless <= 0) {
                return begins;
            }
            lines.addAll(begins.subList(0, KEPT_LINES));
            lines.add("… (" + useless + " lines are left out)");
            lines.addAll(begins.subList(begins.size() - KEPT_LINES, begins.size()));
            return lines;
        }
        lines.addAll(begins.subList(0, Math.min(KEPT_LINES, begins.size())));
        lines.add("… (more than " + output.droppedBytes() + " bytes are left out)");
        lines.addAll(ends.subList(Math.max(0, ends.size() - KEPT_LINES), ends.size()));
        return lines;
    }

    /// The last line that says something; "" when there is none.
    static String last(Output output) {
        List<String> lines = of(output);
        return lines.isEmpty() ? "" : lines.getLast();
    }

    private static List<String> lines(String text) {
        return text.lines().map(OutputLines::shown).filter(line -> !line.isBlank()).toList();
    }

    /// The text with each character that a terminal would act on written as `\\u001b`.
    static String shown(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        character -> {
                            if (character == '\t') {
                                shown.repeat(' ', TAB);
                            } else {
                                TerminalText.append(shown, character);
                            }
                        });
        return shown.toString();
    }
}
