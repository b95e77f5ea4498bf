package ark.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.backup.request.BackupId;
import ark.cluster.Fault;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole backup, from the new resource to its files and its last status.
class BackupRunTest {
    @TempDir private Path scratch;
    private BackupWorld world;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
        world.add("configmaps foo/c {'data': {'k': 'v'}}");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aBackupBecomesCompletedAndSaysWhenAndHowMuch() {
        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        JsonNode status = backup.at("/status");
        assertThat(status.path("phase").asText()).isEqualTo("Completed");
        assertThat(status.path("version").asInt()).isEqualTo(1);
        assertThat(status.path("formatVersion").asText()).isEqualTo("1.1.0");
        assertThat(status.path("startTimestamp").asText()).isEqualTo("2026-11-21T16:15:17Z");
        assertThat(status.path("completionTimestamp").asText()).isEqualTo("2026-11-21T16:15:17Z");
        assertThat(status.path("expiration").asText()).isEqualTo("2026-12-21T16:15:17Z");
        assertThat(status.at("/progress/totalItems").asInt()).isEqualTo(2);
        assertThat(status.at("/progress/itemsBackedUp").asInt()).isEqualTo(2);
        assertThat(status.has("errors")).isFalse();
        assertThat(status.has("warnings")).isFalse();
    }

    @Test
    void theServersDefaultsAreWrittenIntoTheBackup() {
        Item backup = world.run("b1", "{'ttl': '0s', 'includedNamespaces': ['foo']}");

        assertThat(backup.text("/spec/ttl")).isEqualTo("720h0m0s");
        assertThat(backup.text("/spec/storageLocation")).isEqualTo("default");
        assertThat(backup.text("/spec/csiSnapshotTimeout")).isEqualTo("10m0s");
        assertThat(backup.at("/spec/defaultVolumesToRestic").asBoolean(true)).isFalse();
        assertThat(backup.labels()).containsEntry("velero.io/storage-location", "default");
        assertThat(backup.annotations())
                .containsEntry("velero.io/source-cluster-k8s-gitversion", "v1.34.4-fake")
                .containsEntry("velero.io/source-cluster-k8s-major-version", "1")
                .containsEntry("velero.io/source-cluster-k8s-minor-version", "34");
    }

    @Test
    void theLocationsNameIsShortenedForItsLabel() {
        world.location("a".repeat(64), "{}");

        Item backup = world.run("b1", "{'storageLocation': '" + "a".repeat(64) + "'}");

        assertThat(backup.labels())
                .containsEntry("velero.io/storage-location", "a".repeat(57) + "ffe054");
    }

    @Test
    void theBackupNamesTheRevisionThatItWasReadAt() {
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        String before = world.api.revision();

        Item backup = world.run(id);

        long revision = Long.parseLong(backup.annotations().get("ark.dev/revision"));
        assertThat(revision).isGreaterThanOrEqualTo(Long.parseLong(before));
        assertThat(backup.annotations()).containsEntry("ark.dev/inexact-kinds", "");
    }

    @Test
    void nobodySeesAChangeOfTheBackupThatLeavesThePhaseEmpty() {
        BackupId id = world.create("b1", "{'includedNamespaces': ['foo']}");
        var seen = new ArrayList<Item>();
        world.api.beforeNext(
                "PATCH",
                "/backups/b1",
                () ->
                        world.api.beforeNext(
                                "PATCH", "/backups/b1", () -> seen.add(world.stored(id))));

        world.run(id);

        assertThat(seen.getFirst().text("/status/phase")).isEqualTo("InProgress");
        assertThat(seen.getFirst().labels()).containsEntry("velero.io/storage-location", "default");
    }

    @Test
    void theBackupTellsTheSizeOfItsTarball() {
        Item backup = world.run(world.create("b1", "{'includedNamespaces': ['foo']}"));
        long bytes = world.bucket.head("backups/b1/b1.tar.gz").orElseThrow().bytes();
        assertThat(backup.annotations()).containsEntry("ark.dev/contents-bytes", "" + bytes);
    }

    @Test
    void everyFileIsStoredAndTheManifestKnowsThem() {
        world.run("b1", "{'includedNamespaces': ['foo']}");

        List<String> files =
                world.bucket.keys().stream().map(k -> k.replace("backups/b1/", "")).toList();
        assertThat(files)
                .containsExactlyInAnyOrder(
                        "velero-backup.json",
                        "b1.tar.gz",
                        "b1-logs.gz",
                        "b1-podvolumebackups.json.gz",
                        "b1-volumesnapshots.json.gz",
                        "b1-resource-list.json.gz",
                        "b1-results.gz",
                        "b1-volumeinfo.json.gz",
                        "b1-csi-volumesnapshots.json.gz",
                        "b1-csi-volumesnapshotcontents.json.gz",
                        "b1-csi-volumesnapshotclasses.json.gz",
                        "b1-manifest.json",
                        "b1-claim");
        assertThat(world.file("b1", "b1-resource-list.json.gz"))
                .isEqualTo("{\"v1/ConfigMap\":[\"foo/c\"],\"v1/Namespace\":[\"foo\"]}\n");
        assertThat(world.file("b1", "b1-csi-volumesnapshots.json.gz")).isEqualTo("null\n");
        assertThat(world.file("b1", "b1-manifest.json"))
                .contains("b1.tar.gz", "b1-logs.gz", "velero-backup.json");
    }

    @Test
    void theMetadataIsTheServersOwnJsonWithTheLastStatus() {
        BackupId id =
                world.create("b1", "{'includedNamespaces': ['foo'], 'newerField': {'x': 1.10}}");

        Item backup = world.run(id);

        String metadata = world.file("b1", "velero-backup.json");
        JsonNode json = Json.object(metadata.getBytes(UTF_8));
        assertThat(json.path("status")).isEqualTo(backup.at("/status"));
        assertThat(json.at("/metadata/uid").asText()).isEqualTo(id.uid());
        assertThat(json.at("/metadata/annotations/ark.dev~1revision").asText()).isNotEmpty();
        assertThat(json.path("kind").asText()).isEqualTo("Backup");
        assertThat(json.path("apiVersion").asText()).isEqualTo("velero.io/v1");
        assertThat(metadata)
                .contains("\n    \"newerField\": {\n      \"x\": 1.10\n    }")
                .endsWith("}")
                .doesNotContain("\r", " :");
    }

    @Test
    void objectsPassToTheByte() {
        String odd =
                "{\"metadata\":{\"name\":\"odd\",\"namespace\":\"foo\"},\"spec\":{"
                        + "\"beyond\":9007199254740993,\"min\":-9223372036854775808,"
                        + "\"decimal\":1.10,\"huge\":1E+400,\"text\":\"\u2028 é 😀 <&>\","
                        + "\"z\":1,\"a\":{\"unknown\":null}}}";
        world.api.add("widgets.example.dev", odd);

        world.run("b1", "{'includedNamespaces': ['foo']}");

        Map<String, String> archive = world.archive("b1");
        String plain = archive.get("resources/widgets.example.dev/namespaces/foo/odd.json");
        assertThat(plain)
                .contains(odd.substring(odd.indexOf("\"spec\""), odd.length() - 1))
                .startsWith("{\"apiVersion\":\"example.dev/v1\",\"kind\":\"Widget\",\"metadata\"");
        assertThat(archive)
                .containsEntry(
                        "resources/widgets.example.dev/v1-preferredversion/namespaces/foo/odd.json",
                        plain);
    }

    @Test
    void theArchiveBeginsWithItsVersion() {
        world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(world.archive("b1").entrySet().iterator().next())
                .isEqualTo(Map.entry("metadata/version", "1.1.0\n"));
    }

    @Test
    void aBackupOfNothingIsWhole() {
        Item backup = world.run("b1", "{'includedResources': ['secrets']}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(world.archive("b1").keySet()).containsExactly("metadata/version");
    }

    @Test
    void aNamespaceThatDoesNotExistIsAnError() {
        Item backup = world.run("b1", "{'includedNamespaces': ['foo', 'nope']}");

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(backup.at("/status/errors").asInt()).isEqualTo(1);
        assertThat(world.items("b1")).contains("configmaps foo/c");
        assertThat(world.file("b1", "b1-results.gz"))
                .contains("Namespace \\\"nope\\\" does not exist");
        assertThat(world.file("b1", "b1-logs.gz"))
                .contains("level=error msg=\"Namespace \\\"nope\\\" does not exist\"");
    }

    @Test
    void aKindThatNobodyServesIsAnErrorWhereItWasAskedFor() {
        Item backup =
                world.run(
                        "b1",
                        "{'includedResources': ['configmaps', 'typos'],"
                                + " 'excludedResources': ['nonsense']}");

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(backup.at("/status/warnings").asInt()).isEqualTo(1);
        assertThat(world.file("b1", "b1-results.gz"))
                .contains("No kind is called \\\"typos\\\": none is backed up")
                .contains("No kind is called \\\"nonsense\\\": none is excluded");
    }

    @Test
    void anOrderedResourceThatDoesNotExistIsAWarning() {
        Item backup =
                world.run(
                        "b1",
                        "{'includedNamespaces': ['foo'],"
                                + " 'orderedResources': {'configmaps': 'foo/c,foo/x'}}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.at("/status/warnings").asInt()).isEqualTo(1);
        assertThat(world.file("b1", "b1-logs.gz")).contains("Cannot find resource 'foo/x'.");
    }

    @Test
    void aKindThatMayNotBeReadIsAnErrorAndTheOthersAreStored() {
        Fault denied = Fault.forbidden("secrets is forbidden: no");
        world.api.failNext(3, "GET", "/secrets", denied);
        world.add("secrets foo/s");

        Item backup = world.run("b1", "{'includedNamespaces': ['foo']}");

        assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        assertThat(world.items("b1")).contains("configmaps foo/c").doesNotContain("secrets foo/s");
        assertThat(world.file("b1", "b1-results.gz")).contains("Cannot read secrets: ");
    }

    @Test
    void whatAFailedBackupLeavesIsItsLog() {
        world.api.failNext(1, "GET", "/namespaces?limit=500", Fault.forbidden("no namespaces"));

        Item backup = world.run("b1", "{}");

        assertThat(backup.text("/status/phase")).isEqualTo("Failed");
        assertThat(backup.text("/status/failureReason")).contains("no namespaces");
        assertThat(world.bucket.keys()).containsExactly("backups/b1/b1-logs.gz");
        assertThat(world.file("b1", "b1-logs.gz")).contains("Backup failed: ");
    }

    @Test
    void nothingIsLeftInTheScratchFolder() throws Exception {
        world.run("b1", "{}");
        world.api.failNext(1, "GET", "/namespaces?limit=500", Fault.forbidden("no namespaces"));
        world.run("b2", "{}");

        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aBackupThatIsNotNewIsLeftAlone() {
        for (String phase : List.of("Completed", "Deleting", "InProgress", "Failed", "Strange")) {
            BackupId id = world.create("b-" + phase.toLowerCase(Locale.ROOT), "{}");
            Item backup = world.stored(id);
            world.api.add(
                    "backups.velero.io",
                    new String(
                            backup.edit(j -> j.withObject("/status").put("phase", phase)).bytes(),
                            UTF_8));
            Item before = world.stored(id);

            assertThat(world.run(id)).isEqualTo(before);
        }
        assertThat(world.bucket.keys()).isEmpty();
    }
}
