package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageTableTest {
    private static final MessageTable VOLUMES = MessageTable.of("docs/user/volumes.md");

    @Test
    void aMessageIsFoundWhateverItsVariablePartsAre() {
        var table = new MessageTable(List.of("held by … for over 60 min", "N files unreadable: …"));
        table.assertExplains("repository x is held by node-1 (y) for over 5 min");
        table.assertExplains("partial: 12 files unreadable: a: no");
        assertThatThrownBy(() -> table.assertExplains("held by nobody"))
                .hasMessageContaining("held by nobody");
    }

    @Test
    void everyMessageThatTheManualExplainsIsOneOfTheProducts() throws IOException {
        String said = sources("src/main/java", ".java") + sources("dev/launcher", ".go");
        assertThat(VOLUMES.messages()).hasSizeGreaterThan(10);
        for (String message : VOLUMES.messages()) {
            assertThat(MessageTable.words(message))
                    .as(message)
                    .isNotEmpty()
                    .allSatisfy(words -> assertThat(said).contains(words));
        }
    }

    /// All of it, with texts over several lines in one piece.
    private static String sources(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            var all = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
                all.append(Files.readString(file)).append('\n');
            }
            return all.toString().replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
        }
    }
}
