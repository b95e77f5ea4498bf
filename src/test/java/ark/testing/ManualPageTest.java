package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualPageTest {
    @TempDir private Path folder;

    private ManualPage page(String text) throws IOException {
        return ManualPage.read(Files.writeString(folder.resolve("page.md"), text).toString());
    }

    @Test
    void aBlockOfCommandsIsTypedLineByLine() throws IOException {
        ManualPage page =
                page(
                        """
                        # Title

                        ```
                        # a comment
                        ark backup get

                        ark backup create b \\
                            --wait
                        ```
                        """);
        assertThat(page.title()).isEqualTo("page.md");
        assertThat(ManualPage.steps(page.blocks().getFirst()))
                .extracting(ManualPage.Step::command)
                .containsExactly("ark backup get", "ark backup create b \\\n    --wait");
        assertThat(ManualPage.steps(page.blocks().getFirst()))
                .extracting(ManualPage.Step::line)
                .containsExactly(5, 7);
    }

    @Test
    void aTranscriptHasItsOutput() throws IOException {
        ManualPage page =
                page(
                        """
                        ```
                        $ ark backup get
                        NAME
                        b
                        $ true
                        ```
                        """);
        assertThat(ManualPage.steps(page.blocks().getFirst()))
                .containsExactly(
                        new ManualPage.Step(2, "ark backup get", java.util.List.of("NAME", "b")),
                        new ManualPage.Step(5, "true", java.util.List.of()));
    }

    @Test
    void everyBlockKnowsItsLanguage() throws IOException {
        ManualPage page = page("```yaml\na: b\n```\ntext\n```ini\n[x]\n```\n");
        assertThat(page.blocks())
                .extracting(ManualPage.Block::language)
                .containsExactly("yaml", "ini");
        assertThat(page.blocks().getFirst().text()).isEqualTo("a: b\n");
    }

    @Test
    void aBlockWithoutAnEndIsAMistake() {
        assertThatThrownBy(() -> page("```\nark\n")).hasMessage("line 1: a block without an end");
    }

    @Test
    void theIndexOfTheManualLinksEveryPage() throws IOException {
        String index = Files.readString(Path.of("docs/user/README.md"));
        try (var pages = Files.list(Path.of("docs/user"))) {
            assertThat(pages.map(page -> page.getFileName().toString()).sorted())
                    .filteredOn(page -> !page.equals("README.md"))
                    .allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
        }
    }
}
