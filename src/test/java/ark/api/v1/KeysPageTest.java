package ark.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page about labels and annotations names keys as the code has them.
class KeysPageTest {
    private static final Path PAGE = Path.of("docs/user/labels.md");
    private static final Pattern KEY = Pattern.compile("(?:label|annotation|finalizer) `([^`]+)`");

    private static List<String> constants() {
        return Stream.of(Labels.class, Annotations.class)
                .flatMap(type -> Stream.of(type.getFields()))
                .map(KeysPageTest::value)
                .toList();
    }

    private static String value(Field constant) {
        try {
            return String.valueOf(constant.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // only public ones are asked for
        }
    }

    @Test
    void everyKeyOfThePageIsAConstantOrBeginsWithOneThatIsAPrefix() throws IOException {
        List<String> constants = constants();
        List<String> keys =
                KEY.matcher(Files.readString(PAGE))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList();
        assertThat(keys).hasSizeGreaterThan(10);
        assertThat(keys)
                .allMatch(
                        key ->
                                constants.stream()
                                        .anyMatch(
                                                c ->
                                                        key.equals(c)
                                                                || (c.endsWith("/")
                                                                        && key.startsWith(c))));
    }

    @Test
    void everyKeyOfOurOwnIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        var ours = new ArrayList<>(constants());
        ours.removeIf(key -> !key.startsWith("ark.dev/"));
        assertThat(ours).isNotEmpty().allMatch(key -> page.contains("`" + key + "`"));
    }

    @Test
    void noKeyIsTwoConstants() {
        assertThat(constants()).doesNotHaveDuplicates();
    }
}
