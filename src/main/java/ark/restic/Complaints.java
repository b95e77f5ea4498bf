package ark.restic;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What restic says on standard error, bounded: its last lines, the first files that it could not
/// read or write, and why it ended. One thread fills it; it is read when that one has ended.
final class Complaints {
    private static final int MAX_LINES = 10;
    private static final int MAX_PROBLEMS = 20;
    private static final int MAX_TEXT = 2000;

    /// Go prints a stack behind some errors: a function, then a file with a tab before it.
    private static final Pattern STACK = Pattern.compile("(?s)\\n[^\\n]*\\n\\t.*");

    private static final Pattern RETRY =
            Pattern.compile("^[A-Z]\\w*\\(.*?\\) returned error, retrying after [^:]*: ");

    /// Colours and cursor moves, which restic prints when it takes its output for a terminal.
    private static final Pattern ESCAPES = Pattern.compile("\\u001B\\[[0-9;]*[A-Za-z]");

    private final Deque<String> lines = new ArrayDeque<>();
    private final List<FileProblem> problems = new ArrayList<>();
    private long problemCount;
    private String end = "";

    void add(byte[] line) {
        if (line.length > 0 && line[0] == '{') {
            try {
                message(Json.object(line));
                return;
            } catch (InvalidJsonException _) { // a text that begins so
                // falls through: it is shown as it is
            }
        }
        addLine(new String(line, UTF_8));
    }

    private void message(JsonNode message) {
        switch (message.path("message_type").asText()) {
            case "exit_error" -> end = message.path("message").asText();
            case "error" -> problem(message);
            default -> addLine(message.toString());
        }
    }

    private void problem(JsonNode message) {
        JsonNode error = message.path("error");
        String text = error.isObject() ? error.path("message").asText() : error.asText("");
        String item = message.path("item").asText("");
        if (item.isEmpty()) {
            addLine(text.isEmpty() ? message.path("message").asText() : text);
            return;
        }
        problemCount++;
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new FileProblem(shown(item), shown(text)));
        }
    }

    private void addLine(String line) {
        if (line.isBlank()) {
            return;
        }
        lines.addLast(line);
        if (lines.size() > MAX_LINES) {
            lines.removeFirst();
        }
    }

    FileProblems problems() {
        return new FileProblems(problemCount, problems);
    }

    /// Restic's own words for why it ended: what it said last, or else all its last lines.
    String words() {
        if (!end.isEmpty()) {
            String text = end.startsWith("Fatal: ") ? end.substring("Fatal: ".length()) : end;
            return shown(STACK.matcher(text).replaceFirst("").strip());
        }
        return shown(lines.stream().map(String::strip).collect(Collectors.joining("; ")));
    }

    /// The last thing that went wrong and that restic tried again, or "".
    String lastRetried() {
        return lines.reversed().stream()
                .filter(line -> RETRY.matcher(line).find())
                .map(line -> shown(RETRY.matcher(line).replaceFirst("")))
                .findFirst()
                .orElse("");
    }

    /// On one line, and of a length that fits into a status.
    private static String shown(String text) {
        String line =
                ESCAPES.matcher(text)
                        .replaceAll("")
                        .replaceAll("\\s*[\\r\\n]+\\s*", "; ")
                        .replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT - 1) + "…";
    }
}
