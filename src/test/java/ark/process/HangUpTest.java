package ark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HangUpTest {
    @Test
    void theProcessOutlivesTheSignal() throws Exception {
        HangUp.ignore();
        String self = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-HUP", self).start().waitFor(60, TimeUnit.SECONDS))
                .isTrue();
        // bit 0 of the mask of ignored signals
        String ignored =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Long.parseLong(ignored.substring("SigIgn:".length()).strip(), 16) & 1)
                .isEqualTo(1);
    }
}
