package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class RunLogTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-21T16:15:17.345Z"));
    private static final Map<String, String> ALWAYS = Map.of("backup", "velero/b1");

    @TempDir Path folder;

    private RunLog log(RunLog.Format format, Level least) {
        return new RunLog(
                folder.resolve("log.gz"), new RunLog.Settings(format, least), ALWAYS, CLOCK);
    }

    private static String text(Body body) throws IOException {
        try (var gzip = new GZIPInputStream(body.open())) {
            return new String(gzip.readAllBytes(), UTF_8);
        }
    }

    @Test
    void writesLinesAsVeleroDoes() throws IOException {
        RunLog log = log(RunLog.Format.TEXT, Level.INFO);
        log.info("Setting up backup temp file", "name", "web-1", "resource", "pods");
        log.warn("done");
        log.error("Error backing up item", "error", "pods \"x\" not found");
        log.debug("not shown");
        assertThat(text(log.finish()))
                .isEqualTo(
                        """
                        time="2026-11-21T16:15:17Z" level=info msg="Setting up backup temp file" \
                        backup=velero/b1 name=web-1 resource=pods
                        time="2026-11-21T16:15:17Z" level=warning msg=done backup=velero/b1
                        time="2026-11-21T16:15:17Z" level=error msg="Error backing up item" \
                        backup=velero/b1 error="pods \\"x\\" not found"
                        """);
    }

    @Test
    void writesJsonLinesSortedByKey() throws IOException {
        RunLog log = log(RunLog.Format.JSON, Level.DEBUG);
        log.debug("looking", "name", "web-1");
        String text = text(log.finish());
        assertThat(text)
                .isEqualTo(
                        "{\"backup\":\"velero/b1\",\"level\":\"debug\",\"msg\":\"looking\","
                                + "\"name\":\"web-1\",\"time\":\"2026-11-21T16:15:17Z\"}\n");
        assertThat(Json.tree(text.getBytes(UTF_8)).at("/name").asText()).isEqualTo("web-1");
    }

    @Test
    void countsWarningsAndErrors() {
        RunLog log = log(RunLog.Format.TEXT, Level.INFO);
        log.info("fine");
        log.warn("hm");
        log.error("oh");
        log.error("no");
        log.close();
        assertThat(log.warnings()).isEqualTo(1);
        assertThat(log.errors()).isEqualTo(2);
    }

    @Test
    void keepsOneEventOnOneLineAndTheTerminalAlone() throws IOException {
        RunLog log = log(RunLog.Format.TEXT, Level.INFO);
        log.info("a\nlevel=error msg=forged", "name", "\u001b[31mred\u202e\u2028\u0000\ud800é\\");
        assertThat(text(log.finish()))
                .isEqualTo(
                        "time=\"2026-11-21T16:15:17Z\" level=info msg=\"a\\nlevel=error msg=forged\""
                                + " backup=velero/b1"
                                + " name=\"\\u001b[31mred\\u202e\\u2028\\u0000\\ud800é\\\\\"\n");
    }

    @Test
    void cutsLongTexts() throws IOException {
        RunLog log = log(RunLog.Format.TEXT, Level.INFO);
        log.info("x".repeat(1_000_000));
        assertThat(text(log.finish())).hasSizeLessThan(4300).contains("x… (995904 more)\"");
    }

    @Test
    void dropsWhatIsTooMuchButNotTheErrorsAndSaysHowMuch() throws IOException {
        var settings = new RunLog.Settings(RunLog.Format.TEXT, Level.INFO);
        var log = new RunLog(folder.resolve("log.gz"), settings, ALWAYS, CLOCK, 1000);
        IntStream.range(0, 100).forEach(_ -> log.info("flood"));
        log.error("important");
        assertThat(text(log.finish()).lines())
                .hasSizeLessThan(20)
                .anyMatch(line -> line.contains("msg=important"))
                .last()
                .asString()
                .matches(".*msg=\"\\d+ lines are missing here: the log was full\".*");
    }

    @Test
    void saysWhenItCannotBegin() {
        var settings = new RunLog.Settings(RunLog.Format.TEXT, Level.INFO);
        Path nowhere = folder.resolve("missing/log.gz");
        assertThatThrownBy(() -> new RunLog(nowhere, settings, ALWAYS, CLOCK))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void neverStopsTheRunWhenItIsOver() throws IOException {
        RunLog log = log(RunLog.Format.TEXT, Level.INFO);
        log.info("before");
        Body body = log.finish();
        log.warn("after");
        log.close();
        assertThat(text(body).lines()).hasSize(1);
        assertThat(log.warnings()).isEqualTo(1);
    }

    @Test
    void takesLinesFromManyThreads() throws IOException {
        RunLog log = log(RunLog.Format.TEXT, Level.INFO);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> IntStream.range(0, 20).forEach(_ -> log.warn("line")));
            }
        }
        List<String> lines = text(log.finish()).lines().toList();
        assertThat(lines)
                .hasSize(1000)
                .allMatch(line -> line.endsWith("msg=line backup=velero/b1"));
        assertThat(log.warnings()).isEqualTo(1000);
    }
}
