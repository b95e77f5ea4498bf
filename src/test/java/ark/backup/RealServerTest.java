package ark.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same objects backed up by us and by a real Velero 1.9.7 give the same archive.
class RealServerTest {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/velero-1.9.7");

    @TempDir private Path scratch;

    private static Map<String, JsonNode> realArchive() throws IOException {
        var files = new LinkedHashMap<String, JsonNode>();
        Path archive = FIXTURE.resolve("bucket/backups/b1/b1.tar.gz");
        try (InputStream file = Files.newInputStream(archive);
                var tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                if (e.getName().startsWith("resources/") && !e.getName().contains("/events/")) {
                    files.put(e.getName(), Json.tree(tar.readAllBytes()));
                }
            }
        }
        return files;
    }

    private static BackupWorld worldOf(Map<String, JsonNode> archive, Path scratch) {
        var world = new BackupWorld(scratch);
        archive.forEach(
                (path, object) -> {
                    String[] parts = path.split("/", -1);
                    boolean plain = !path.contains("-preferredversion/");
                    boolean served =
                            world.tools.cluster().discover().preferred().stream()
                                    .anyMatch(t -> t.resource().toString().equals(parts[1]));
                    if (plain && !served) {
                        String apiVersion = object.path("apiVersion").asText();
                        world.serve(
                                parts[1],
                                apiVersion.substring(apiVersion.indexOf('/') + 1),
                                object.path("kind").asText(),
                                parts[2].equals("namespaces"));
                    }
                    if (plain) {
                        world.api.add(parts[1], object.toString());
                    }
                });
        return world;
    }

    private static JsonNode withoutRevision(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").remove("resourceVersion");
        return copy;
    }

    @Test
    void theArchiveHasThePathsAndObjectsOfARealServers() throws IOException {
        Map<String, JsonNode> real = realArchive();
        try (BackupWorld world = worldOf(real, scratch)) {
            world.run("b1", "{'includedNamespaces': ['guestbook']}");

            Map<String, String> ours = new LinkedHashMap<>(world.archive("b1"));
            ours.remove("metadata/version");
            assertThat(ours.keySet()).containsExactlyInAnyOrderElementsOf(real.keySet());
            ours.forEach(
                    (path, content) ->
                            assertThat(withoutRevision(Json.tree(content.getBytes(UTF_8))))
                                    .as(path)
                                    .isEqualTo(
                                            withoutRevision(
                                                    real.getOrDefault(path, Json.object()))));
            List<String> firstOfReal = real.keySet().stream().limit(12).toList();
            assertThat(ours.keySet()).startsWith(firstOfReal.toArray(new String[0]));
        }
    }

    @Test
    void theVolumesThatTheRealServerStoredWithResticAreMissed() throws IOException {
        try (BackupWorld world = worldOf(realArchive(), scratch)) {
            world.run("b1", "{'includedNamespaces': ['guestbook']}");

            assertThat(world.file("b1", "b1-results.gz"))
                    .contains(
                            "pods/guestbook/redis-0: the data of volume \\\"data\\\" is not captured",
                            "pods/guestbook/redis-0: the data of volume \\\"cache\\\" is not",
                            "pods/guestbook/scratch: the data of volume \\\"files\\\" is not");
        }
    }

    @Test
    void theResourceListIsTheRealServersWithoutEvents() throws IOException {
        JsonNode realList;
        Path file = FIXTURE.resolve("bucket/backups/b1/b1-resource-list.json.gz");
        try (var list = new GZIPInputStream(Files.newInputStream(file))) {
            realList = Json.tree(list.readAllBytes());
        }
        ObjectNode expected = realList.deepCopy();
        expected.remove("v1/Event");
        try (BackupWorld world = worldOf(realArchive(), scratch)) {
            world.run("b1", "{'includedNamespaces': ['guestbook']}");

            assertThat(Json.tree(world.file("b1", "b1-resource-list.json.gz").getBytes(UTF_8)))
                    .isEqualTo(expected);
        }
    }
}
