package ark.process;

import static org.assertj.core.api.Assertions.assertThat;

import ark.backupstore.RunLog;
import ark.item.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ProcessLogTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void quiet() {
        ProcessLog.write("error", RunLog.Format.TEXT, System.out);
    }

    @Test
    void textIsLogrusText() {
        ProcessLog.write("info", RunLog.Format.TEXT, out);
        log("ark.test").atInfo().addKeyValue("backup", "velero/b1").log("it is done");
        assertThat(written())
                .matches(
                        "time=\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\" level=info msg=\"it is"
                                + " done\" backup=velero/b1 logSource=ark.test\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        ProcessLog.write("info", RunLog.Format.JSON, out);
        log("ark.test").atWarn().addKeyValue("backup", "b1").log("slow");

        var line = Json.object(out.toByteArray());
        assertThat(line.path("backup").asText()).isEqualTo("b1");
        assertThat(line.path("level").asText()).isEqualTo("warning");
        assertThat(line.path("msg").asText()).isEqualTo("slow");
        assertThat(line.path("logSource").asText()).isEqualTo("ark.test");
    }

    @Test
    void nothingInAnEntryBreaksItsLineOrReachesTheTerminal() {
        String evil = "a\n\u001b[2Jtime=now level=info\r";
        for (RunLog.Format format : RunLog.Format.values()) {
            out.reset();
            ProcessLog.write("info", format, out);
            log("ark.test").atInfo().addKeyValue("key", evil).log(evil);
            assertThat(written()).hasLineCount(1).doesNotContain("\u001b").doesNotContain("\r");
        }
    }

    @Test
    void anExceptionIsItsMessagesAndNoStackTrace() {
        ProcessLog.write("info", RunLog.Format.TEXT, out);
        var cause = new IllegalStateException("the disk is full");
        log("ark.test").atError().setCause(new RuntimeException("writing x", cause)).log("failed");
        assertThat(written()).contains("error=\"writing x: the disk is full\"").hasLineCount(1);
        assertThat(written()).doesNotContain("ProcessLogTest");
    }

    @Test
    void atLevelDebugThereIsAStackTraceInOneLine() {
        ProcessLog.write("debug", RunLog.Format.TEXT, out);
        log("ark.test").atError().setCause(new RuntimeException("writing x")).log("failed");
        assertThat(written()).contains("ProcessLogTest").hasLineCount(1);
    }

    @Test
    void librariesAreQuieterThanArk() {
        ProcessLog.write("info", RunLog.Format.TEXT, out);
        log("io.fabric8.something").info("chatter");
        log("io.fabric8.something").warn("trouble");
        log("ark.test").info("news");
        assertThat(written()).doesNotContain("chatter").contains("trouble").contains("news");
    }

    @Test
    void aQuietLogIsQuietForAll() {
        ProcessLog.write("error", RunLog.Format.TEXT, out);
        log("io.fabric8.something").warn("trouble");
        log("ark.test").warn("news");
        assertThat(written()).isEmpty();
    }

    private static Logger log(String name) {
        return LoggerFactory.getLogger(name);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
