package ark.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import ark.nodeagent.TestVolume.Answer;
import ark.testing.LongTests;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Nothing outside a volume is read or written, whatever links grow in it while the agent works.
///
/// A few rounds take half a minute; `./test --long` runs a thousand.
class RacingIT {
    private static final int ROUNDS = LongTests.rounds(40, 1000);

    /// What tenant and canary both have, and what the room has beside the volume.
    private static final List<String> NAMES =
            List.of("f0", "f1", "password", "hosts", "sub/f0", "sub/password", "uid-1");

    private static final Logger log = LoggerFactory.getLogger(RacingIT.class);

    @TempDir private Path folder;

    @Test
    void theCanarySeesWhoeverReadsOrWrites() throws Exception {
        try (var canary = new Canary(folder.resolve("canary"), NAMES)) {
            assertThat(canary.touched()).isEmpty();
            Files.readAllBytes(folder.resolve("canary/f0"));
            assertThat(canary.touched()).hasSize(1);
            Files.createFile(folder.resolve("canary/sub/new"));
            assertThat(canary.touched()).hasSize(2);
        }
    }

    @Test
    void linksThatAppearWhileTheAgentWorksLeadNowhere() throws Exception {
        var volume = new TestVolume(folder);
        for (String name : NAMES) {
            Path file = volume.root().resolve("d").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "own");
        }
        volume.makeRepository();
        volume.backup();
        String good = snapshots(volume).path(0).path("id").asText();
        List<Path> targets =
                List.of(
                        folder.resolve("canary"),
                        volume.root().relativize(folder.resolve("canary")),
                        Path.of("/"),
                        Path.of("/etc"));
        try (var canary = new Canary(folder.resolve("canary"), NAMES)) {
            try (var swapper =
                    new Swapper(
                            volume.root(),
                            folder.resolve("aside"),
                            targets,
                            List.of("d", "d/sub", ".velero"))) {
                for (int round = 0; round < ROUNDS; round++) {
                    assertThat(volume.backup().exitCode()).isIn(0, 1, 3);
                    assertThat(volume.restic("restore", good, "--target=.").exitCode()).isIn(0, 1);
                    Answer finished =
                            volume.effect("finish", "--stale=.velero", "--done-file=.velero/uid-1");
                    assertThat(finished.exitCode()).isIn(0, 1);
                }
                assertThat(swapper.swaps()).isGreaterThan(ROUNDS);
                if (LongTests.wanted()) {
                    log.warn("{} rounds, {} swaps", ROUNDS, swapper.swaps());
                }
            }
            assertThat(canary.touched()).isEmpty();
        }
        assertThat(sizesInAllSnapshots(volume)).doesNotContain(Canary.FILE_BYTES, 4);
    }

    private static JsonNode snapshots(TestVolume volume) throws Exception {
        return Json.mapper().readTree(volume.restic("snapshots", "--json").out().getBytes(UTF_8));
    }

    /// Of everything that was ever stored; a file that came from elsewhere has another one.
    private static List<Integer> sizesInAllSnapshots(TestVolume volume)
            throws IOException, InterruptedException {
        Answer found = volume.restic("find", "--json", "*");
        assertThat(found.exitCode()).isZero();
        JsonNode snapshots = Json.mapper().readTree(found.out());
        assertThat(snapshots.size()).isPositive();
        return snapshots.findValues("size").stream().map(JsonNode::asInt).distinct().toList();
    }
}
