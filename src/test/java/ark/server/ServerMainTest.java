package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerMainTest {
    @TempDir private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Map<String, String> variables = Map.of();

    @Test
    void helpIsPrintedAndIsNoError() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Usage: ark server [flags]");
    }

    @Test
    void allWrongFlagsAreNamedAndTheServerDoesNotStart() {
        assertThat(run("--log-level=loud", "--backup-sync-period=often", "--nonsense"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .isEqualTo(
                        """
                        An error occurred: 3 problems:
                          --nonsense: no such flag
                          --log-level: must be one of trace, debug, info, warning, error, fatal, \
                        panic, is "loud"
                          --backup-sync-period: time: invalid duration "often" (examples: 90s, \
                        1h30m)
                        See: ark server --help
                        """);
    }

    @Test
    void oneWrongFlagIsOneLine() {
        run("--log-format=xml");
        assertThat(err.toString(UTF_8))
                .isEqualTo(
                        """
                        An error occurred: --log-format: must be one of text, json, is "xml"
                        See: ark server --help
                        """);
    }

    @Test
    void aKubeconfigThatDoesNotExistIsTwoLines() {
        assertThat(run("--kubeconfig=" + folder.resolve("none"), "--log-level=error")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).hasLineCount(2).startsWith("An error occurred: ");
    }

    @Test
    void aFailPointThatDoesNotExistIsAnError() {
        variables = Map.of("ARK_FAIL_POINT", "BACKUP_SEN");
        assertThat(run("--log-level=error")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .hasLineCount(2)
                .startsWith(
                        "An error occurred: ARK_FAIL_POINT: no fail point \"BACKUP_SEN\"; there are"
                                + " BACKUP_SEEN, BACKUP_BEGUN,")
                .endsWith("Unset this variable: it is for the tests of Ark itself.\n");
    }

    private int run(String... arguments) {
        return ServerMain.run(
                List.of(arguments),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                variables);
    }
}
