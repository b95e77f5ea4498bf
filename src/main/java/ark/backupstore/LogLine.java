package ark.backupstore;

import ark.item.Json;
import ark.item.TerminalText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.event.Level;

/// One line of a log as logrus writes it, which Velero logs with.
///
/// Names and messages come from strangers: control characters are escaped, so that a line is one
/// line and a terminal shows it, and long texts are cut.
///
/// @param facts in any order
public record LogLine(Instant time, Level level, String message, Map<String, String> facts) {
    private static final int MAX_CHARACTERS = 4096;

    /// What logrus writes without quotes.
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9\\-._/@^+]*");

    public LogLine {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /// With a newline at its end.
    public String text(RunLog.Format format) {
        return switch (format) {
            case TEXT -> plainText();
            case JSON -> json();
        };
    }

    private String plainText() {
        var line = new StringBuilder(128);
        line.append("time=\"").append(time.truncatedTo(ChronoUnit.SECONDS));
        line.append("\" level=").append(levelName()).append(" msg=").append(quoted(message));
        facts.forEach(
                (key, value) -> line.append(' ').append(key).append('=').append(quoted(value)));
        return line.append('\n').toString();
    }

    private String json() {
        var all = new TreeMap<>(facts);
        all.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("level", levelName());
        all.put("msg", message);
        ObjectNode line = Json.object();
        all.forEach((key, value) -> line.put(key, printable(value)));
        return line + "\n";
    }

    private String levelName() {
        return switch (level) {
            case TRACE -> "trace";
            case DEBUG -> "debug";
            case INFO -> "info";
            case WARN -> "warning";
            case ERROR -> "error";
        };
    }

    private static String quoted(String text) {
        return text.length() <= MAX_CHARACTERS && PLAIN.matcher(text).matches()
                ? text
                : '"' + printable(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }

    /// The text without anything that a terminal would act on, and not longer than a line should
    /// be.
    static String printable(String text) {
        String kept = text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS);
        var printable = new StringBuilder(kept.length());
        kept.codePoints().forEach(character -> appendPrintable(printable, character));
        if (kept.length() < text.length()) {
            printable.append("… (").append(text.length() - kept.length()).append(" more)");
        }
        return printable.toString();
    }

    private static void appendPrintable(StringBuilder text, int character) {
        switch (character) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> TerminalText.append(text, character);
        }
    }
}
