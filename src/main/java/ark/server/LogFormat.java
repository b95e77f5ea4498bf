package ark.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// How one entry of the server's log is written: one line, whatever the entry holds.
///
/// Source: logrus, which upstream's servers log with; people's parsers know both of its formats.
enum LogFormat {
    /// `time="…" level=info msg="…" backup=velero/b1`, further keys in alphabetical order.
    TEXT,
    /// `{"backup":"velero/b1","level":"info","msg":"…","time":"…"}`, keys in alphabetical order.
    JSON;

    /// What logrus leaves without quotes.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9\\-._/@^+:]+");

    /// What every entry has.
    ///
    /// @param level as logrus names it: `info`, `warning`
    record Entry(Instant time, String level, String message) {
        String at() {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }

    /// One line without its end; control characters are escaped.
    String line(Entry entry, Map<String, String> fields) {
        var sorted = new TreeMap<>(fields);
        return switch (this) {
            case TEXT -> text(entry, sorted);
            case JSON -> json(entry, sorted);
        };
    }

    private static String text(Entry entry, Map<String, String> fields) {
        var line = new StringBuilder("time=").append(quoted(entry.at()));
        line.append(" level=").append(entry.level());
        line.append(" msg=").append(value(entry.message()));
        fields.forEach(
                (key, value) -> line.append(' ').append(key).append('=').append(value(value)));
        return line.toString();
    }

    private static String value(String value) {
        return PLAIN.matcher(value).matches() ? value : quoted(value);
    }

    private static String json(Entry entry, Map<String, String> fields) {
        var all = new TreeMap<>(fields);
        all.put("time", entry.at());
        all.put("level", entry.level());
        all.put("msg", entry.message());
        var line = new StringBuilder("{");
        all.forEach(
                (key, value) ->
                        line.append(line.length() == 1 ? "" : ",")
                                .append(quoted(key))
                                .append(':')
                                .append(quoted(value)));
        return line.append('}').toString();
    }

    /// JSON's quoting escapes every control character and is what Go's `%q` does for the rest.
    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
