package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.DownloadKind;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class BackupStoreTest {
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final BackupStore store = new BackupStore(bucket, "");

    @Test
    void storesExactlyTheFilesThatABackupHas() {
        store.put(SampleBackup.files("b1"));
        assertThat(bucket.keys())
                .containsExactlyInAnyOrder(
                        "backups/b1/velero-backup.json",
                        "backups/b1/b1.tar.gz",
                        "backups/b1/b1-logs.gz",
                        "backups/b1/b1-podvolumebackups.json.gz",
                        "backups/b1/b1-volumesnapshots.json.gz",
                        "backups/b1/b1-resource-list.json.gz",
                        "backups/b1/b1-results.gz",
                        "backups/b1/b1-volumeinfo.json.gz",
                        "backups/b1/b1-csi-volumesnapshots.json.gz",
                        "backups/b1/b1-csi-volumesnapshotcontents.json.gz",
                        "backups/b1/b1-csi-volumesnapshotclasses.json.gz",
                        "backups/b1/b1-manifest.json");
    }

    @Test
    void writesEmptyListsAsVeleroDoes() throws IOException {
        store.put(SampleBackup.files("b1"));
        assertThat(unzipped("backups/b1/b1-csi-volumesnapshots.json.gz")).isEqualTo("null\n");
        assertThat(unzipped("backups/b1/b1-csi-volumesnapshotcontents.json.gz"))
                .isEqualTo("null\n");
        assertThat(unzipped("backups/b1/b1-csi-volumesnapshotclasses.json.gz")).isEqualTo("null\n");
        assertThat(unzipped("backups/b1/b1-volumesnapshots.json.gz")).isEqualTo("null\n");
        assertThat(unzipped("backups/b1/b1-podvolumebackups.json.gz")).isEqualTo("[]\n");
    }

    @Test
    void keepsTheMetadataByteForByte() {
        store.put(SampleBackup.files("b1"));
        assertThat(store.metadata("b1")).hasValue(SampleBackup.metadata("b1"));
        assertThat(store.exists("b1")).isTrue();
    }

    @Test
    void tellsLengthAndSha256OfEveryOtherFileInTheManifest() {
        store.put(SampleBackup.files("b1"));
        JsonNode manifest = Json.tree(bucket.content("backups/b1/b1-manifest.json"));
        assertThat(manifest.at("/version").asInt()).isEqualTo(1);
        assertThat(manifest.at("/backup").asText()).isEqualTo("b1");
        assertThat(manifest.at("/files")).hasSize(11);
        for (JsonNode file : manifest.at("/files")) {
            byte[] stored = bucket.content("backups/b1/" + file.path("key").asText());
            assertThat(file.path("size").asLong()).isEqualTo(stored.length);
            assertThat(file.path("sha256").asText())
                    .isEqualTo(HashingStream.entryOf(stored).sha256());
        }
    }

    @Test
    void storesContentsOfUnknownLength() throws IOException {
        Body unknown =
                new Body() {
                    @Override
                    public InputStream open() {
                        return new ByteArrayInputStream(SampleBackup.CONTENTS);
                    }

                    @Override
                    public OptionalLong bytes() {
                        return OptionalLong.empty();
                    }
                };
        store.put(
                new BackupFiles(
                        "b1",
                        Body.of(SampleBackup.metadata("b1")),
                        Map.of(BackupFile.LOG, unknown, BackupFile.CONTENTS, unknown)));
        try (InputStream contents = store.open("b1", BackupFile.CONTENTS)) {
            assertThat(contents.readAllBytes()).isEqualTo(SampleBackup.CONTENTS);
        }
    }

    @Test
    void putsEverythingBelowThePrefix() {
        var below = new BackupStore(bucket, "/clusters/prod/");
        below.put(SampleBackup.files("b1"));
        assertThat(bucket.keys()).allMatch(key -> key.startsWith("clusters/prod/backups/b1/"));
        assertThat(below.backupNames()).containsExactly("b1");
        assertThat(below.address()).isEqualTo("memory://bucket/clusters/prod");
        assertThat(store.backupNames()).isEmpty();
    }

    @Test
    void neverWritesOverABackupThatExists() {
        store.put(SampleBackup.files("b1"));
        var before = Map.of("keys", bucket.keys());
        BackupFiles again =
                new BackupFiles(
                        "b1",
                        Body.of(SampleBackup.metadata("b1")),
                        Map.of(
                                BackupFile.LOG, Body.of(new byte[9]),
                                BackupFile.CONTENTS, Body.of(new byte[9])));
        assertThatThrownBy(() -> store.put(again))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("backup already exists in object storage");
        assertThat(store.putLogOnly("b1", Body.of(new byte[9]))).isFalse();
        assertThat(Map.of("keys", bucket.keys())).isEqualTo(before);
        assertThat(bucket.content("backups/b1/b1.tar.gz")).isEqualTo(SampleBackup.CONTENTS);
        assertThat(bucket.content("backups/b1/b1-logs.gz")).isEqualTo(SampleBackup.LOG);
    }

    @Test
    void keepsTheLogOfABackupThatFailed() {
        assertThat(store.putLogOnly("b1", Body.of(new byte[9]))).isTrue();
        assertThat(bucket.keys()).containsExactly("backups/b1/b1-logs.gz");
        assertThat(store.exists("b1")).isFalse();
    }

    @Test
    void givesAClaimToOneServerAndFindsItAgain() {
        assertThat(store.claim("b1", "server-1")).isEqualTo(new Claim.Granted());
        assertThat(store.claim("b1", "server-1")).isEqualTo(new Claim.Granted());
        assertThat(store.claim("b1", "server-2")).isEqualTo(new Claim.Taken("server-1"));
    }

    @Test
    void opensNothingUnderANameThatNoBackupCanHave() {
        bucket.put("velero-backup.json", "{}");
        for (String name : new String[] {"..", "", "a/b", "A", "b1/../b2", "x\0", "-"}) {
            assertThat(store.metadata(name)).as(name).isEmpty();
            assertThat(store.exists(name)).as(name).isFalse();
            assertThatThrownBy(() -> store.open(name, BackupFile.CONTENTS))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
            store.delete(name);
        }
        assertThat(bucket.keys()).containsExactly("velero-backup.json");
    }

    @Test
    void signsFilesOfBackupsAndRestoresThatNeedNotExist() {
        Duration validity = Duration.ofMinutes(10);
        assertThat(store.sign(new DownloadTarget.OfBackup("b1", BackupFile.LOG), validity))
                .hasToString("https://memory.invalid/backups/b1/b1-logs.gz?seconds=600");
        assertThat(
                        store.sign(
                                new DownloadTarget.OfRestore("r1", "b1", RestoreFile.VOLUME_INFO),
                                validity))
                .hasToString(
                        "https://memory.invalid/restores/r1/r1-volumeinfo.json.gz?seconds=600");
    }

    @Test
    void knowsEveryDownloadKindThatThereIs() {
        for (DownloadKind kind : DownloadKind.values()) {
            assertThat(DownloadTarget.of(kind, "x", "b1").isPresent())
                    .as(kind.text())
                    .isEqualTo(kind != DownloadKind.UNKNOWN);
        }
    }

    private String unzipped(String key) throws IOException {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bucket.content(key)))) {
            return new String(gzip.readAllBytes(), UTF_8);
        }
    }
}
