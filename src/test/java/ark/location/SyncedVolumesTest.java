package ark.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncedVolumesTest {
    private static final SyncedVolumes.Owner OWNER =
            new SyncedVolumes.Owner(new SyncedBackup.Target("ark", "second"), "b1", "new-uid");

    private static final String VOLUME =
            """
            {"metadata": {"name": "b1-x7", "generateName": "b1-", "namespace": "velero",
               "uid": "u3", "resourceVersion": "9", "finalizers": ["a/b"],
               "labels": {"velero.io/backup-name": "other", "velero.io/backup-uid": "u1",
                 "velero.io/pvc-uid": "04f6afa2-7a29-45c5-a3ab-624b98777353", "evil": "yes"},
               "annotations": {"velero.io/pvc-name": "data-redis-0", "evil": "yes"},
               "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": "n", "uid": "u"}]},
             "spec": {"node": "node-1",
               "pod": {"kind": "Pod", "namespace": "shop", "name": "redis-0", "uid": "p-1"},
               "volume": "data", "backupStorageLocation": "default",
               "repoIdentifier": "s3:http://minio:9000/velero/restic/shop",
               "tags": {"backup": "b1", "volume": "data"}},
             "status": {"phase": "Completed", "path": "/host_pods/p-1/volumes/x/data",
               "snapshotID": "4ce31813", "startTimestamp": "2026-11-21T16:15:20Z",
               "progress": {"totalBytes": 10, "bytesDone": 10}}}
            """;

    @Test
    void aFinishedVolumeIsShownAsThisBackups() throws IOException {
        Item volume = shown(_ -> {});
        assertThat(volume.key().path()).isEqualTo("ark/b1-x7");
        assertThat(volume.labels())
                .containsOnlyKeys(
                        "velero.io/backup-name", "velero.io/backup-uid", "velero.io/pvc-uid")
                .containsEntry("velero.io/backup-name", "b1")
                .containsEntry("velero.io/backup-uid", "new-uid");
        assertThat(volume.annotations()).containsOnlyKeys("velero.io/pvc-name");
        assertThat(volume.at("/metadata/ownerReferences").toString())
                .isEqualTo(
                        "[{\"apiVersion\":\"velero.io/v1\",\"kind\":\"Backup\",\"name\":\"b1\","
                                + "\"uid\":\"new-uid\",\"controller\":true}]");
        assertThat(volume.at("/metadata").has("finalizers")).isFalse();
        assertThat(volume.text("/spec/backupStorageLocation")).isEqualTo("second");
        assertThat(volume.text("/spec/pod/name")).isEqualTo("redis-0");
        assertThat(volume.text("/spec/tags/volume")).isEqualTo("data");
        assertThat(volume.text("/status/snapshotID")).isEqualTo("4ce31813");
        assertThat(volume.at("/status/progress/bytesDone").asLong()).isEqualTo(10);
    }

    @Test
    void modeAndOwnerOfItsRootComeAlongWhenTheyAreThat() throws IOException {
        String root = "{\"mode\":\"2770\",\"uid\":0,\"gid\":1000}";
        assertThat(shown(json -> setRoot(json, root)).annotations())
                .containsEntry("ark.dev/volume-root", root);
        assertThat(shown(json -> setRoot(json, "u+s")).annotations())
                .doesNotContainKey("ark.dev/volume-root");
    }

    private static void setRoot(ObjectNode json, String root) {
        json.withObject("/metadata/annotations").put("ark.dev/volume-root", root);
    }

    @Test
    void aVolumeThatWasEmptyHasNoSnapshot() throws IOException {
        Item volume = shown(json -> json.withObject("/status").remove("snapshotID"));
        assertThat(volume.at("/status").has("snapshotID")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/metadata/name, ../b1",
        "/spec/node, -o",
        "/spec/pod/uid, ../../etc",
        "/spec/pod/namespace, kube_system",
        "/spec/pod/name, a b",
        "/spec/volume, ../x",
        "/spec/repoIdentifier, rest:http://evil/",
        "/spec/repoIdentifier, 's3:http://a b'",
        "/spec/repoIdentifier, --password-command=x",
        "/spec/uploaderType, tar",
        "/status/snapshotID, --password-command=x",
        "/status/snapshotID, latest",
        "/status/phase, New",
        "/status/phase, InProgress",
        "/status/phase, ''",
    })
    void whatTheAgentCouldTrustWronglyIsRejected(String field, String value) throws IOException {
        String parent = field.substring(0, field.lastIndexOf('/'));
        String name = field.substring(field.lastIndexOf('/') + 1);
        List<SyncedVolumes.Entry> entries =
                read("[" + changed(json -> json.withObject(parent).put(name, value)) + "]");
        assertThat(entries).hasSize(1).allMatch(SyncedVolumes.Entry.Rejected.class::isInstance);
    }

    @Test
    void textsThatOnlyInformAreCleanedOrDropped() throws IOException {
        Item volume =
                shown(
                        json -> {
                            json.withObject("/status")
                                    .put("message", "\u001b[2J" + "x".repeat(9999));
                            json.withObject("/status").put("path", "/host_pods/../../etc");
                            json.withObject("/status").put("completionTimestamp", "soon");
                            json.withObject("/spec/tags").put("a,b", "c").put("d", "e,f");
                        });
        assertThat(volume.text("/status/message")).hasSize(1024).startsWith(" [2J");
        assertThat(volume.at("/status").has("path")).isFalse();
        assertThat(volume.at("/status").has("completionTimestamp")).isFalse();
        assertThat(volume.at("/spec/tags").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("backup", "volume");
    }

    @Test
    void oneThatIsWrongDoesNotHideTheOthers() throws IOException {
        List<SyncedVolumes.Entry> entries = read("[" + VOLUME + ", 7, {}, " + VOLUME + "]");
        assertThat(entries).hasSize(4);
        assertThat(entries.get(0)).isInstanceOf(SyncedVolumes.Entry.Shown.class);
        assertThat(entries.get(1)).isInstanceOf(SyncedVolumes.Entry.Rejected.class);
        assertThat(entries.get(2)).isInstanceOf(SyncedVolumes.Entry.Rejected.class);
        assertThat(entries.get(3)).isInstanceOf(SyncedVolumes.Entry.Shown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", ""})
    void noVolumesAreWrittenInThreeWays(String json) throws IOException {
        assertThat(read(json)).isEmpty();
        assertThat(SyncedVolumes.any(gzip(json.getBytes(UTF_8)))).isFalse();
    }

    @Test
    void aListWithAnEntryHasOne() throws IOException {
        assertThat(SyncedVolumes.any(gzip("[{}]".getBytes(UTF_8)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "7", "[", "[{}", "[{}}"})
    void aFileThatIsNoListFails(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }

    @Test
    void aFileThatIsNoGzipFails() {
        var plain = new ByteArrayInputStream("[]".getBytes(UTF_8));
        assertThatThrownBy(() -> SyncedVolumes.read(plain, OWNER, _ -> {}))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anEntryLargerThanAnyRealOneFails() {
        String name = "x".repeat(SyncedVolumes.MAX_BYTES_EACH + 100_000);
        assertThatThrownBy(() -> read("[{\"metadata\": {\"name\": \"" + name + "\"}}]"))
                .hasMessageContaining("larger than any real one");
    }

    @Test
    void moreEntriesThanAnyBackupHasFail() {
        String many = "[" + "1,".repeat(SyncedVolumes.MAX_VOLUMES) + "1]";
        assertThatThrownBy(() -> read(many)).hasMessageContaining("more than 10000");
    }

    @Test
    void aBombIsNotSwallowed() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            gzip.write('[');
            byte[] spaces = " ".repeat(1 << 20).getBytes(UTF_8);
            for (int mebibytes = 0; mebibytes < 70; mebibytes++) {
                gzip.write(spaces);
            }
        }
        assertThatThrownBy(
                        () ->
                                SyncedVolumes.read(
                                        new ByteArrayInputStream(bomb.toByteArray()),
                                        OWNER,
                                        _ -> {}))
                .hasMessageContaining("larger than any real one");
    }

    private static String changed(Consumer<ObjectNode> change) {
        ObjectNode json = Json.object(VOLUME.getBytes(UTF_8));
        change.accept(json);
        return json.toString();
    }

    private static Item shown(Consumer<ObjectNode> change) throws IOException {
        return ((SyncedVolumes.Entry.Shown) read("[" + changed(change) + "]").getFirst()).volume();
    }

    private static List<SyncedVolumes.Entry> read(String json) throws IOException {
        var entries = new ArrayList<SyncedVolumes.Entry>();
        SyncedVolumes.read(gzip(json.getBytes(UTF_8)), OWNER, entries::add);
        return entries;
    }

    private static InputStream gzip(byte[] json) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(json);
        }
        return new ByteArrayInputStream(compressed.toByteArray());
    }
}
