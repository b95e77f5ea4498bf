package ark.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A table as `kubectl get` prints it: a header, also when there are no rows, and columns three
/// blanks apart.
public final class Table {
    private final List<String> headers;
    private final LabelColumns labels;
    private final List<List<String>> rows = new ArrayList<>();

    /// Which labels are shown as columns of their own, and whether all are shown in one.
    public record LabelColumns(List<String> keys, boolean all) {
        public static final LabelColumns NONE = new LabelColumns(List.of(), false);

        public LabelColumns {
            keys = List.copyOf(keys);
        }
    }

    public Table(LabelColumns labels, String... headers) {
        this.headers = List.of(headers);
        this.labels = labels;
    }

    /// Adds one object.
    ///
    /// @param labels the object's own, of which those asked for are shown
    public void row(Map<String, String> labels, String... cells) {
        var row = new ArrayList<String>();
        for (String cell : cells) {
            row.add(Printable.line(firstLine(cell)));
        }
        for (String key : this.labels.keys()) {
            row.add(Printable.line(labels.getOrDefault(key, "<none>")));
        }
        if (this.labels.all()) {
            row.add(Printable.line(asText(labels)));
        }
        rows.add(row);
    }

    /// The table's lines, harmless for a terminal.
    public String text() {
        var text = new StringBuilder();
        var header = new ArrayList<>(headers);
        labels.keys().forEach(key -> header.add(Printable.line(headerOf(key))));
        if (labels.all()) {
            header.add("LABELS");
        }
        text.append(String.join("\t", header)).append('\n');
        for (List<String> row : rows) {
            text.append(String.join("\t", row)).append('\n');
        }
        return Columns.TABLE.lay(text.toString());
    }

    private static String firstLine(String cell) {
        int end = cell.indexOf('\n');
        return end < 0 ? cell : cell.substring(0, end) + "...";
    }

    /// `app.kubernetes.io/name` is headed `NAME`.
    private static String headerOf(String key) {
        return key.substring(key.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
    }

    private static String asText(Map<String, String> labels) {
        return labels.isEmpty()
                ? "<none>"
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(","));
    }
}
