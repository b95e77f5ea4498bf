package ark.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The manual's page about commands is what the program says.
class CommandReferenceTest {
    @Test
    void thePageInTheManualIsUpToDate() {
        var tree =
                new CommandTree(
                        new RootCommand(),
                        () -> {
                            throw new IllegalStateException("no command is run here");
                        });
        Golden.same(Path.of("docs/user/commands.md"), CommandReference.of(tree.all()));
    }
}
