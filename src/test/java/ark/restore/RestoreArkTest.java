package ark.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.RestorePhase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup that Ark 0.9 made: at the bucket's root, one file for each object, no version folders.
class RestoreArkTest {
    @TempDir private Path scratch;

    private static byte[] archive(String... pathsAndContents) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
            for (int i = 0; i < pathsAndContents.length; i += 2) {
                byte[] content = pathsAndContents[i + 1].getBytes(UTF_8);
                var entry = new TarArchiveEntry(pathsAndContents[i]);
                entry.setSize(content.length);
                entry.setMode(0100755);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void comesBackAndItsResultsLieInItsFolder() throws Exception {
        try (var world = new RestoreWorld(scratch)) {
            world.server.add(
                    "backups.velero.io",
                    RestoreWorld.json(
                            """
                            metadata: {name: b1, namespace: velero, annotations: {ark.dev/era: ark}}
                            spec: {storageLocation: default}
                            status: {phase: Completed}
                            """));
            world.bucket.put("b1/ark-backup.json", "{}");
            world.bucket.put(
                    "b1/b1.tar.gz",
                    archive(
                            "resources/namespaces/cluster/ns1.json",
                            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"ns1\"}}",
                            "resources/configmaps/namespaces/ns1/c.json",
                            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"namespace\":\"ns1\"},\"data\":{\"a\":\"b\"}}"));

            world.operation().run(world.restore("{backupName: b1}"));

            assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
            assertThat(world.server.stored("configmaps", "ns1", "c").orElseThrow().labels())
                    .containsEntry("ark-restore", "r1")
                    .containsEntry("velero.io/restore-name", "r1");
            assertThat(world.server.stored("configmaps", "ns1", "c").orElseThrow().text("/data/a"))
                    .isEqualTo("b");
            assertThat(world.bucket.keys())
                    .contains("b1/restore-r1-logs.gz", "b1/restore-r1-results.gz")
                    .noneMatch(key -> key.startsWith("restores/"));
        }
    }
}
