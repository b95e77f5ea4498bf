package ark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The messages that a page of the manual explains: the first cells of its table `message`. There
/// `…` stands for anything, `N` and any number for a number.
public record MessageTable(List<String> messages) {
    private static final Pattern TABLE = Pattern.compile("(?m)^\\| message \\|.*\\n((\\|.*\\n)+)");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `(.+?)` \\|");
    private static final String VARIABLE = "…|\\bN\\b|[0-9]+";

    /// Reads a page.
    ///
    /// @param page relative to the repository's root
    public static MessageTable of(String page) {
        try {
            String text = Files.readString(Path.of(page));
            return new MessageTable(
                    TABLE.matcher(text)
                            .results()
                            .flatMap(table -> FIRST_CELL.matcher(table.group(1)).results())
                            .flatMap(row -> Stream.of(row.group(1).split("`, `")))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + page, e);
        }
    }

    /// What stands between the variable parts of a message.
    public static List<String> words(String message) {
        return Stream.of(message.split(VARIABLE))
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .toList();
    }

    /// Fails unless one of them is what the product said.
    public void assertExplains(String said) {
        if (messages.stream().map(MessageTable::pattern).noneMatch(p -> p.matcher(said).find())) {
            throw new AssertionError("the manual does not explain: " + said);
        }
    }

    private static Pattern pattern(String message) {
        var pattern = new StringBuilder();
        int end = 0;
        for (MatchResult found : Pattern.compile(VARIABLE).matcher(message).results().toList()) {
            pattern.append(Pattern.quote(message.substring(end, found.start())));
            pattern.append(found.group().equals("…") ? ".*" : "[0-9]+");
            end = found.end();
        }
        return Pattern.compile(pattern + Pattern.quote(message.substring(end)));
    }
}
