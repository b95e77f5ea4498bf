package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The container image, as a tarball.
class ArkImageIT {
    private static final long GOAL_BYTES = 200_000_000;

    private static ArkImage image;
    private static JsonNode config;

    /// Paths and modes of all layers.
    private static final Map<String, TarArchiveEntry> files = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        image = ArkImage.build();
        var archive = new TreeMap<String, byte[]>();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(image.tarball()))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                if (entry.getName().endsWith("layer.tar")) {
                    readLayer(tar);
                } else {
                    archive.put(entry.getName(), tar.readAllBytes());
                }
            }
        }
        JsonNode manifest = new ObjectMapper().readTree(archive.get("manifest.json")).get(0);
        assertThat(manifest.at("/RepoTags/0").asText()).isEqualTo(image.name());
        config = new ObjectMapper().readTree(archive.get(manifest.path("Config").asText()));
    }

    private static void readLayer(InputStream layer) throws IOException {
        var tar = new TarArchiveInputStream(new ByteArrayInputStream(layer.readAllBytes()));
        for (TarArchiveEntry entry = tar.getNextEntry();
                entry != null;
                entry = tar.getNextEntry()) {
            files.put(entry.getName(), entry);
        }
    }

    @Test
    void holdsWhatTheProductNeeds() {
        assertThat(files.keySet())
                .contains(
                        "opt/java/bin/java",
                        "opt/ark/ark.jar",
                        "usr/bin/ark",
                        "usr/bin/ark-restore-wait",
                        "usr/bin/ark-volume",
                        "usr/bin/restic",
                        "etc/ssl/certs/ca-certificates.crt",
                        "var/lib/dpkg/status.d/libc6")
                .anyMatch(file -> file.matches("opt/ark/start-[0-9a-f]{16}\\.jsa"));
        assertThat(files.values())
                .as("where a manifest of Velero finds it")
                .anyMatch(
                        file ->
                                file.getName().equals("velero")
                                        && file.getLinkName().equals("usr/bin/ark"));
    }

    @Test
    void holdsTheLicencesOfWhatIsInIt() {
        assertThat(files.keySet())
                .contains(
                        "usr/share/doc/ark/copyright",
                        "usr/share/doc/libc6/copyright",
                        "usr/share/doc/ca-certificates/copyright",
                        "usr/share/doc/launcher/golang.org/x/sys/LICENSE",
                        "usr/share/doc/restic/github.com/restic/restic/LICENSE",
                        "usr/share/doc/restic/github.com/minio/minio-go/v7/LICENSE",
                        "opt/java/legal/java.base/LICENSE")
                .anyMatch(file -> file.matches("usr/share/doc/start/go/.+"));
    }

    @Test
    void holdsNoShellAndNothingThatGivesRights() {
        assertThat(files.keySet())
                .noneMatch(file -> file.matches("(usr/)?s?bin/(sh|bash|dash|busybox|su|mount)"));
        assertThat(files.values())
                .allSatisfy(
                        file -> {
                            assertThat(file.getMode() & 06000).as(file.getName()).isZero();
                            assertThat(file.getLongUserId()).isZero();
                            assertThat(file.isSymbolicLink() || !writableByAll(file))
                                    .as(file.getName())
                                    .isTrue();
                        });
    }

    /// Two folders are there to have something mounted on them.
    private static boolean writableByAll(TarArchiveEntry file) {
        return (file.getMode() & 02) != 0 && !List.of("tmp/", "scratch/").contains(file.getName());
    }

    @Test
    void runsAsAUserWhoIsNotRoot() {
        assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
        assertThat(config.at("/config/Entrypoint/0").asText()).isEqualTo("/usr/bin/ark");
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(image.tarball())).isLessThan(GOAL_BYTES);
    }

    @Test
    void isTheSameWhenItIsBuiltAgainFromNothing() {
        assertThat(ArkImage.buildTwice())
                .contains("two builds of " + image.name() + " are the same");
    }
}
