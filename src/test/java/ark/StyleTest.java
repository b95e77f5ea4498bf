package ark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// STYLE.md's numbers hold; each failure names the worst places.
class StyleTest {
    private static final int FILE_LINES = 400;
    private static final int TEST_FILE_LINES = 600;
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 5;
    private static final int NESTING = 3;
    private static final int RECORD_COMPONENTS = 8;
    private static final int TYPES_PER_PACKAGE = 25;

    private static final Pattern WORDLESS_NAME =
            Pattern.compile("\\w*(Manager|Helper|Helpers|Util|Utils|Impl|Base)\\.java");
    private static final Pattern SWITCHED_OFF =
            Pattern.compile("@Disabled|Assumptions\\.|assumeThat\\(|assumeTrue\\(|assumeFalse\\(");

    private static Map<Path, String> sources;

    @BeforeAll
    static void readSources() throws IOException {
        sources = new TreeMap<>();
        for (String root : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    sources.put(file, Files.readString(file));
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(10);
    }

    @Test
    void filesAreShort() {
        assertThat(sources)
                .allSatisfy(
                        (file, text) ->
                                assertThat(text.lines().count())
                                        .as(file.toString())
                                        .isLessThanOrEqualTo(
                                                isTest(file) ? TEST_FILE_LINES : FILE_LINES));
    }

    @Test
    void theCountingSeesWhatAReaderSees() {
        String source =
                """
                class A {
                    int count(int a, Map<String, Integer> b) {
                        for (int i = 0; i < a; i++) {
                            if (i > 2) { // not { this
                                b.forEach((k, v) -> { while (v > i) { return; } });
                            } else {
                                log("{ nor this {");
                            }
                        }
                        return a;
                    }
                }
                """;
        assertThat(SourceMethod.of(source)).containsExactly(new SourceMethod("count", 10, 2, 3));
    }

    @Test
    void methodsAreShortAndFlatAndTakeFewParameters() {
        var bad = new ArrayList<String>();
        sources.forEach(
                (file, text) -> {
                    for (SourceMethod method : SourceMethod.of(text)) {
                        if (method.lines() > METHOD_LINES) {
                            bad.add(file + " " + method.name() + ": " + method.lines() + " lines");
                        }
                        if (method.nesting() > NESTING) {
                            bad.add(file + " " + method.name() + ": nested " + method.nesting());
                        }
                        if (method.parameters() > PARAMETERS) {
                            bad.add(
                                    file
                                            + " "
                                            + method.name()
                                            + ": "
                                            + method.parameters()
                                            + " p.");
                        }
                    }
                });
        assertThat(bad).isEmpty();
    }

    @Test
    void recordsHaveFewComponentsExceptOnTheWire() {
        var bad = new ArrayList<String>();
        Pattern record = Pattern.compile("\\brecord (\\w+)(?:<[^>(]*>)?\\(");
        sources.forEach(
                (file, text) -> {
                    if (isTest(file) || file.toString().contains("/api/v1/")) {
                        return;
                    }
                    Matcher matcher = record.matcher(SourceMethod.withoutText(text));
                    while (matcher.find()) {
                        int components = SourceMethod.countParameters(text, matcher.end() - 1);
                        if (components > RECORD_COMPONENTS) {
                            bad.add(file + " " + matcher.group(1) + ": " + components);
                        }
                    }
                });
        assertThat(bad).isEmpty();
    }

    @Test
    void packagesAreSmallExceptOnTheWire() {
        var types = new TreeMap<Path, Integer>();
        sources.keySet().stream()
                .filter(file -> !isTest(file) && !file.endsWith("package-info.java"))
                .filter(file -> !file.toString().contains("/api/v1/")) // STYLE.md rule 1
                .forEach(file -> types.merge(file.getParent(), 1, Integer::sum));
        assertThat(types)
                .allSatisfy(
                        (folder, count) ->
                                assertThat(count)
                                        .as("types in " + folder)
                                        .isLessThanOrEqualTo(TYPES_PER_PACKAGE));
    }

    @Test
    void namesSaySomething() {
        assertThat(sources.keySet())
                .noneMatch(file -> WORDLESS_NAME.matcher(file.getFileName().toString()).matches());
    }

    @Test
    void noTestIsSwitchedOff() {
        assertThat(filesWith(SWITCHED_OFF))
                // a sample of what may not be, and the test that what may not be has no effect
                .containsExactlyInAnyOrder("StyleTest.java", "NothingIsSkippedTest.java");
    }

    @Test
    void nothingIsLeftForLaterWithoutAnIssue() {
        assertThat(filesWith(Pattern.compile("\\b(TODO|FIXME|XXX)\\b")))
                .containsExactly("StyleTest.java");
    }

    private static List<String> filesWith(Pattern pattern) {
        return sources.entrySet().stream()
                .filter(source -> pattern.matcher(source.getValue()).find())
                .map(source -> source.getKey().getFileName().toString())
                .toList();
    }

    private static boolean isTest(Path file) {
        return file.startsWith("src/test");
    }
}
