package ark.cli.flag;

import java.util.ArrayList;
import java.util.List;

/// One line of comma-separated values; a value in double quotes may hold commas, and quotes
/// doubled.
///
/// Source: RFC 4180, as Go's `encoding/csv` reads one record.
final class CommaSeparated {
    private CommaSeparated() {}

    /// The values; empty ones are left out.
    static List<String> of(String line) {
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean doubled =
                    quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
            if (doubled) {
                value.append(c);
                i++;
            } else if (c == '"' && (quoted || value.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                add(values, value);
            } else {
                value.append(c);
            }
        }
        add(values, value);
        return values;
    }

    private static void add(List<String> values, StringBuilder value) {
        if (!value.isEmpty()) {
            values.add(value.toString());
        }
        value.setLength(0);
    }
}
