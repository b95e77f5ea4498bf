package ark.cli.output;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A describe page: `Label:  value` lines in sections.
///
/// Every value is made harmless. Indentation is by tabs, which [Columns] makes two blanks wide;
/// lines
/// that follow one another share their columns, and a blank line ends them.
public final class Page {
    private static final String NONE = "<none>";

    private final boolean colours;
    private final StringBuilder text = new StringBuilder();

    public Page(boolean colours) {
        this.colours = colours;
    }

    /// A blank line.
    public Page blank() {
        text.append('\n');
        return this;
    }

    /// `Label:  value`.
    public Page row(int indent, String label, Object value) {
        return row(indent, label, value, Style.PLAIN);
    }

    /// `Label:  value`, the value with emphasis.
    public Page row(int indent, String label, Object value, Style style) {
        indent(indent).append(Printable.line(label)).append(":\t");
        text.append(style.on(Printable.line(String.valueOf(value)), colours)).append('\n');
        return this;
    }

    /// `Phase:  Failed (and a note)`, the phase with its colour.
    public Page phase(String phase, String note) {
        text.append("Phase:\t").append(Style.ofPhase(phase).on(Printable.line(phase), colours));
        text.append(Printable.line(note)).append('\n');
        return this;
    }

    /// A line of its own, such as a heading; it takes no part in columns.
    public Page line(int indent, String line) {
        indent(indent).append(Printable.line(line)).append('\n');
        return this;
    }

    /// A line of several cells, each aligned with those above and below.
    public Page cells(int indent, List<String> cells) {
        indent(indent).append(String.join("\t", cells.stream().map(Printable::line).toList()));
        text.append('\n');
        return this;
    }

    /// The first value beside the label, the others below it; `<none>` when there are none.
    public Page list(int indent, String label, List<String> values, Style style) {
        // Without a value upstream indents once more; scripts see it.
        indent(indent).append(Printable.line(label)).append(":\t");
        if (values.isEmpty()) {
            indent(indent).append(NONE).append('\n');
        }
        String before = "";
        for (String value : values) {
            text.append(before).append(style.on(Printable.line(value), colours)).append('\n');
            before = "\t".repeat(indent) + "\t";
        }
        return this;
    }

    /// `k=v` lines, sorted; `<none>` when there are none.
    public Page map(String label, @Nullable Map<String, String> values) {
        List<String> lines =
                new TreeMap<>(values == null ? Map.of() : values)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .toList();
        return list(0, label, lines, Style.PLAIN);
    }

    /// `Label:  a, b`, or what an empty list means.
    public Page names(int indent, String label, @Nullable List<String> names, String empty) {
        return row(
                indent, label, names == null || names.isEmpty() ? empty : String.join(", ", names));
    }

    /// `Label:  ` and one of three words for true, false and unset.
    public Page choice(int indent, String label, @Nullable Boolean value, Words words) {
        return row(indent, label, words.of(value));
    }

    /// The words for an optional boolean.
    public record Words(String ifFalse, String ifTrue, String unset) {
        public static final Words FALSE_TRUE_AUTO = new Words("false", "true", "auto");
        public static final Words EXCLUDED_INCLUDED_AUTO =
                new Words("excluded", "included", "auto");

        /// The word for this value.
        public String of(@Nullable Boolean value) {
            return value == null ? unset : value ? ifTrue : ifFalse;
        }
    }

    /// The page, laid out, with a line break at its end.
    public String text() {
        return Columns.PAGE.lay(text.toString());
    }

    private StringBuilder indent(int indent) {
        return text.repeat('\t', indent);
    }
}
