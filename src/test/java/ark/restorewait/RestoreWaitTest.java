package ark.restorewait;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreWaitTest {
    private static final String UID = "5d3c-9f";

    @TempDir private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private RestoreWait.Places places;

    @BeforeEach
    void makeVolumes() throws IOException {
        places =
                new RestoreWait.Places(
                        folder.resolve("restores"),
                        folder.resolve("ark-restore"),
                        folder.resolve("termination-log"));
        for (String volume : List.of("data", "logs")) {
            Files.createDirectories(places.volumes().resolve(volume));
        }
        Files.createFile(places.volumes().resolve("no-volume"));
    }

    private int run(String... arguments) {
        return RestoreWait.run(
                List.of(arguments),
                places,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    private void signal(String volume, String name, String message) throws IOException {
        Path file = places.signals().resolve(volume).resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {".velero", ".ark"})
    void endsWhenEveryVolumeHasASignalOrTheFileOfAnyEra(String era) throws IOException {
        signal("data", UID, "");
        Files.createFile(
                Files.createDirectory(places.volumes().resolve("logs").resolve(era)).resolve(UID));
        assertThat(run(UID)).isZero();
        assertThat(out.toString(UTF_8)).contains("data, logs", "All volumes are restored");
        assertThat(places.termination()).doesNotExist();
    }

    @Test
    void waitsUntilTheLastVolumeHasCome() throws Exception {
        signal("data", UID, "");
        signal("logs", "another-restore", "");
        var end = CompletableFuture.supplyAsync(() -> run(UID));
        while (!out.toString(UTF_8).contains("Restored: data")) {
            assertThat(end).isNotDone();
            Thread.onSpinWait();
        }
        assertThat(end).isNotDone();
        signal("logs", UID, "");
        assertThat(end.get()).isZero();
    }

    @Test
    void failsWithTheMessageOfEveryVolumeThatNeverComes() throws IOException {
        signal("data", UID + ".failed", "repository is locked\n");
        signal("logs", UID, "");
        assertThat(run(UID)).isEqualTo(1);
        assertThat(places.termination())
                .hasContent("volume data was not restored: repository is locked\n");
        assertThat(out.toString(UTF_8)).contains("repository is locked");
    }

    @Test
    void aPodWithoutVolumesNeedNotWait() throws IOException {
        Files.delete(places.volumes().resolve("data"));
        Files.delete(places.volumes().resolve("logs"));
        assertThat(run(UID)).isZero();
    }

    @Test
    void takesExactlyOneUid() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(UID, "more")).isEqualTo(2);
        assertThat(run("../../etc/passwd")).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .contains("ERROR: exactly one argument must be provided, the restore's UID");
    }
}
