package ark.cli.output;

import java.util.ArrayList;
import java.util.List;

/// Lays tab-separated text out in columns, as Go's `text/tabwriter` does with spaces.
///
/// A cell is text that a tab ends; what follows the last tab of a line belongs to no column.
/// Cells of
/// neighbouring lines at the same place form a column, as wide as its widest cell and the padding.
///
/// Source: documentation of Go's `text/tabwriter`.
///
/// @param minimalWidth of a cell, padding included
/// @param padding blanks behind the widest cell
record Columns(int minimalWidth, int padding) {
    /// How describe pages are laid out.
    static final Columns PAGE = new Columns(0, 2);

    /// How tables are laid out, as kubectl does.
    static final Columns TABLE = new Columns(6, 3);

    /// @param text lines that end with `\n`
    String lay(String text) {
        List<List<String>> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(List.of(line.split("\t", -1)));
        }
        var laid = new StringBuilder(text.length() * 2);
        new Layout(lines, laid).block(0, lines.size(), List.of());
        laid.setLength(laid.length() - 1); // the text's own last line break is enough
        return laid.toString();
    }

    private final class Layout {
        private final List<List<String>> lines;
        private final StringBuilder laid;

        Layout(List<List<String>> lines, StringBuilder laid) {
            this.lines = lines;
            this.laid = laid;
        }

        /// Prints lines whose columns left of this one have the widths given.
        void block(int from, int to, List<Integer> widths) {
            int column = widths.size();
            int printed = from;
            int line = from;
            while (line < to) {
                if (!hasCell(line, column)) {
                    line++;
                    continue;
                }
                print(printed, line, widths);
                int end = endOfColumn(line, to, column);
                var wider = new ArrayList<>(widths);
                wider.add(width(line, end, column));
                block(line, end, wider);
                printed = end;
                line = end;
            }
            print(printed, to, widths);
        }

        private boolean hasCell(int line, int column) {
            return column < lines.get(line).size() - 1;
        }

        private int endOfColumn(int from, int to, int column) {
            int end = from;
            while (end < to && hasCell(end, column)) {
                end++;
            }
            return end;
        }

        private int width(int from, int to, int column) {
            int width = minimalWidth;
            for (int line = from; line < to; line++) {
                width = Math.max(width, characters(lines.get(line).get(column)) + padding);
            }
            return width;
        }

        private void print(int from, int to, List<Integer> widths) {
            for (int line = from; line < to; line++) {
                List<String> cells = lines.get(line);
                for (int i = 0; i < cells.size(); i++) {
                    String cell = cells.get(i);
                    laid.append(cell);
                    if (i < widths.size()) {
                        laid.repeat(' ', widths.get(i) - characters(cell));
                    }
                }
                laid.append('\n');
            }
        }
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
