package ark.server;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogFormatTest {
    private static final LogFormat.Entry ENTRY =
            new LogFormat.Entry(Instant.parse("2026-11-21T16:15:17.987Z"), "info", "it is done");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void quiet() {
        ServerLog.write("error", LogFormat.TEXT, System.out);
    }

    @Test
    void textIsLogrusText() {
        assertThat(LogFormat.TEXT.line(ENTRY, Map.of("name", "a b", "backup", "velero/b1")))
                .isEqualTo(
                        "time=\"2026-11-21T16:15:17Z\" level=info msg=\"it is done\""
                                + " backup=velero/b1 name=\"a b\"");
    }

    @Test
    void jsonIsOneObjectWithSortedKeys() {
        assertThat(LogFormat.JSON.line(ENTRY, Map.of("name", "a \"b\"", "backup", "velero/b1")))
                .isEqualTo(
                        "{\"backup\":\"velero/b1\",\"level\":\"info\",\"msg\":\"it is done\","
                                + "\"name\":\"a \\\"b\\\"\",\"time\":\"2026-11-21T16:15:17Z\"}");
    }

    @Test
    void nothingInAnEntryBreaksItsLineOrReachesTheTerminal() {
        String evil = "a\n\u001b[2Jtime=now level=info\r";
        for (LogFormat format : LogFormat.values()) {
            String line =
                    format.line(
                            new LogFormat.Entry(Instant.EPOCH, "info", evil), Map.of("key", evil));
            assertThat(line.chars().filter(Character::isISOControl)).isEmpty();
        }
    }

    @Test
    void anEmptyValueIsQuoted() {
        assertThat(LogFormat.TEXT.line(ENTRY, Map.of("key", ""))).endsWith(" key=\"\"");
    }

    @Test
    void keysOfAnEventAreFieldsOfTheLine() {
        ServerLog.write("info", LogFormat.JSON, out);
        log("ark.test").atWarn().addKeyValue("backup", "b1").log("slow");

        var line = Json.object(out.toByteArray());
        assertThat(line.path("backup").asText()).isEqualTo("b1");
        assertThat(line.path("level").asText()).isEqualTo("warning");
        assertThat(line.path("msg").asText()).isEqualTo("slow");
        assertThat(line.path("logSource").asText()).isEqualTo("ark.test");
    }

    @Test
    void anExceptionIsItsMessagesAndNoStackTrace() {
        ServerLog.write("info", LogFormat.TEXT, out);
        var cause = new IllegalStateException("the disk is full");
        log("ark.test").atError().setCause(new RuntimeException("writing x", cause)).log("failed");
        assertThat(written()).contains("error=\"writing x: the disk is full\"").hasLineCount(1);
        assertThat(written()).doesNotContain("LogFormatTest");
    }

    @Test
    void atLevelDebugThereIsAStackTraceInOneLine() {
        ServerLog.write("debug", LogFormat.TEXT, out);
        log("ark.test").atError().setCause(new RuntimeException("writing x")).log("failed");
        assertThat(written()).contains("LogFormatTest").hasLineCount(1);
    }

    @Test
    void librariesAreQuieterThanArk() {
        ServerLog.write("info", LogFormat.TEXT, out);
        log("io.fabric8.something").info("chatter");
        log("io.fabric8.something").warn("trouble");
        log("ark.test").info("news");
        assertThat(written()).doesNotContain("chatter").contains("trouble").contains("news");
    }

    @Test
    void aQuietLogIsQuietForAll() {
        ServerLog.write("error", LogFormat.TEXT, out);
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
