package ark.hook;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.exec.ExecResult.Output;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    private static Output output(String text) {
        return new Output(text, 0, "");
    }

    @Test
    void linesAreWhatIsShown() {
        assertThat(OutputLines.of(output("a\n\n  \r\nb\tc\nü €\n")))
                .containsExactly("a", "b    c", "ü €");
    }

    @Test
    void whatATerminalWouldActOnIsEscaped() {
        assertThat(OutputLines.shown("a\u001b]0;title\u0007\u009b2J\u202eb\u0000"))
                .isEqualTo("a\\u001b]0;title\\u0007\\u009b2J\\u202eb\\u0000");
    }

    @Test
    void ofManyLinesTheFirstAndTheLastAreKept() {
        String many =
                IntStream.range(0, 1000).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));

        List<String> lines = OutputLines.of(output(many));

        assertThat(lines).hasSize(101).startsWith("l0", "l1").endsWith("l998", "l999");
        assertThat(lines.get(50)).isEqualTo("… (900 lines are left out)");
    }

    @Test
    void whatWasDroppedIsTold() {
        assertThat(OutputLines.of(new Output("first\nhal", 4711, "f\nlast\n")))
                .containsExactly(
                        "first", "hal", "… (more than 4711 bytes are left out)", "f", "last");
    }
}
