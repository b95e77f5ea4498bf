package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The bucket that Velero 1.9.7 filled.
class VeleroBucketTest {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/velero-1.9.7/bucket");

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final BackupStore store = new BackupStore(bucket, "");

    @BeforeEach
    void fillBucket() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bucket.put(FIXTURE.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        assertThat(bucket.keys()).hasSizeGreaterThan(30);
    }

    @Test
    void listsItsBackups() {
        assertThat(store.problems()).isEmpty();
        assertThat(store.backupNames()).containsExactly("b1", "b2", "b3");
    }

    @Test
    void readsItsMetadata() {
        for (String name : store.backupNames()) {
            JsonNode backup = Json.tree(store.metadata(name).orElseThrow());
            assertThat(backup.at("/metadata/name").asText()).isEqualTo(name);
            assertThat(backup.at("/status/phase").asText()).isEqualTo("Completed");
        }
    }

    @Test
    void opensItsContentsAndLogsWithoutAManifest() throws IOException {
        for (String name : store.backupNames()) {
            for (BackupFile file : List.of(BackupFile.CONTENTS, BackupFile.LOG)) {
                try (var gzip = new GZIPInputStream(store.open(name, file))) {
                    assertThat(gzip.readAllBytes()).hasSizeGreaterThan(5000);
                }
            }
        }
    }

    @Test
    void readsItsListsAndTakesNullForEmpty() {
        for (String name : store.backupNames()) {
            assertThat(store.json(name, BackupFile.POD_VOLUME_BACKUPS).orElseThrow()).hasSize(4);
            assertThat(store.json(name, BackupFile.RESOURCE_LIST).orElseThrow()).isNotEmpty();
            assertThat(store.json(name, BackupFile.VOLUME_SNAPSHOTS)).isEmpty();
            assertThat(store.json(name, BackupFile.CSI_VOLUME_SNAPSHOTS)).isEmpty();
            assertThat(store.json(name, BackupFile.VOLUME_INFO)).isEmpty();
        }
    }

    @Test
    void readsItsRestoreResults() throws IOException {
        var target = new DownloadTarget.OfRestore("r3", "b2", RestoreFile.RESULTS);
        try (InputStream stream = store.open(target)) {
            Results results =
                    Results.of(
                            SmallFiles.json(stream, "r3", BackupStore.MAX_LIST_BYTES)
                                    .orElseThrow());
            assertThat(results.errors().namespaces().get("guestbook2"))
                    .hasSize(1)
                    .allMatch(message -> message.contains("port is already allocated"));
            assertThat(results.warnings().cluster()).hasSize(1);
        }
    }

    @Test
    void writesResultsAsItDoes() throws IOException {
        try (var gzip = new GZIPInputStream(bucket.get("restores/r3/restore-r3-results.gz"))) {
            String text = new String(gzip.readAllBytes(), UTF_8).strip();
            Results results = Results.of(Json.tree(text.getBytes(UTF_8)));
            assertThat(new String(results.json(), UTF_8)).isEqualTo(text);
        }
    }

    @Test
    void deletesItsBackupsAndRestoresAndNothingElse() {
        List<String> repository =
                bucket.keys().stream().filter(key -> key.startsWith("restic/")).toList();
        store.backupNames().forEach(store::delete);
        List.of("r1", "r2", "r3").forEach(name -> store.deleteRestore(name, "b1"));
        assertThat(bucket.keys())
                .contains("restic/guestbook/config")
                .containsExactlyElementsOf(repository);
    }
}
