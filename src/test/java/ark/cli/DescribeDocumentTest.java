package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `describe -o json` and `-o yaml`.
class DescribeDocumentTest {
    @TempDir private Path folder;
    private Shell shell;
    private FakeBucket bucket;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
        bucket = new FakeBucket(shell.api());
        shell.given(Kind.LOCATION, DescribeTest.DEFAULT_LOCATION);
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    private void backup(String name) {
        shell.given(
                Kind.BACKUP,
                """
                metadata:
                  name: %s
                  namespace: velero
                  uid: u-%s
                  labels: {velero.io/storage-location: default}
                  annotations: {ark.dev/revision: '77', ark.dev/contents-bytes: '432013312'}
                spec: {storageLocation: default, ttl: 720h0m0s, includedNamespaces: ['*']}
                status:
                  phase: Completed
                  formatVersion: 1.1.0
                  startTimestamp: 2026-11-21T16:00:00Z
                  completionTimestamp: 2026-11-21T16:00:02Z
                  expiration: 2026-12-21T16:00:00Z
                  progress: {totalItems: 9, itemsBackedUp: 9}
                """
                        .formatted(name, name));
    }

    private JsonNode json(String... words) {
        Result result = shell.run(words);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return Json.tree(result.out().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBackupAsJsonHasTheMembersOfTheReference() {
        backup("b1");
        Result result = shell.run("backup", "describe", "b1", "-o", "json");
        assertThat(result.exitCode()).isZero();
        Golden.matches("backup-describe.json", result.out());
    }

    @Test
    void everyFieldAndFileHasItsMember() {
        shell.given(Kind.BACKUP, DescribeTest.EVERY_FIELD);
        shell.given(
                Kind.POD_VOLUME_BACKUP,
                """
                metadata: {name: v1, namespace: velero, labels: {velero.io/backup-name: b2}}
                spec: {pod: {namespace: shop, name: mysql-0}, volume: data, uploaderType: restic}
                status: {phase: Completed, snapshotID: 4f2a91c0, progress: {totalBytes: 1288490188}}
                """);
        shell.given(
                Kind.DELETE_REQUEST,
                """
                metadata:
                  name: b2-abc
                  namespace: velero
                  creationTimestamp: 2026-11-21T16:10:00Z
                  labels: {velero.io/backup-name: b2, velero.io/backup-uid: u2}
                status: {phase: Processed, errors: [the bucket is gone]}
                """);
        DescribeTest.filesOfEveryField(bucket);
        bucket.put("BackupResourceList", "b2", "{\"v1/Pod\":[\"shop/web-1\"]}");
        Golden.matches(
                "backup-describe-all.json",
                shell.run("backup", "describe", "b2", "--details", "-o", "json").out());
    }

    @Test
    void withoutDetailsSnapshotsAndVolumesAreCounted() {
        shell.given(Kind.BACKUP, DescribeTest.EVERY_FIELD);
        shell.given(
                Kind.POD_VOLUME_BACKUP,
                """
                metadata: {name: v1, namespace: velero, labels: {velero.io/backup-name: b2}}
                spec: {pod: {namespace: shop, name: mysql-0}, volume: data}
                status: {phase: Completed}
                """);
        bucket.put(
                "BackupVolumeSnapshots", "b2", "[{\"spec\":{\"persistentVolumeName\":\"pv1\"}}]");
        JsonNode stored =
                json("backup", "describe", "b2", "-o", "json").at("/status/backupVolumes");
        assertThat(stored.at("/nativeSnapshots/pv1").asText())
                .isEqualTo("specify --details for more information");
        assertThat(stored.at("/podVolumeBackups/podVolumeBackupsDetails/Completed").asInt())
                .isEqualTo(1);
    }

    @Test
    void filesThatCannotBeHadAreMembersToo() {
        shell.given(Kind.BACKUP, DescribeTest.EVERY_FIELD);
        JsonNode missing = json("backup", "describe", "b2", "--details", "-o", "json");
        assertThat(missing.at("/errors/count").asInt()).isEqualTo(3);
        assertThat(missing.at("/status/errorGettingResourceList").asText())
                .isEqualTo("<backup resource list not found>");
        assertThat(missing.at("/status/backupVolumes/errorConcludeNativeSnapshot").asText())
                .isEqualTo("error concluding native snapshot info: file not found");

        bucket.refuse("BackupResults", "b2", 403, "expired");
        JsonNode refused = json("backup", "describe", "b2", "--details", "-o", "json");
        assertThat(refused.at("/warnings/errorGettingWarnings").asText())
                .startsWith("<error getting warnings: the object store (");
        assertThat(refused.at("/status/errorGettingResourceList").asText())
                .startsWith("<error getting backup resource list: the object store (");
    }

    @Test
    void severalAreSeveralDocuments() {
        backup("b1");
        backup("b2");
        assertThat(shell.run("backup", "describe", "-o", "json").out()).contains("}\n{\n");
        assertThat(shell.run("backup", "describe", "-o", "yaml").out())
                .startsWith("metadata:\n")
                .contains("\n---\nmetadata:\n  name: b2\n");
        assertThat(shell.run("backup", "describe", "-o", "plaintext").out())
                .isEqualTo(shell.run("backup", "describe").out());
    }

    @Test
    void otherFormatsAreRefused() {
        assertThat(shell.run("backup", "describe", "-o", "table"))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                """
                                An error occurred: --output: invalid value: "table", must be one of plaintext, json, yaml
                                Run 'ark backup describe --help' for usage.
                                """));
    }

    @Test
    void aRestoreAsJsonIsMadeAlike() {
        backup("b1");
        shell.given(
                Kind.RESTORE,
                """
                metadata: {name: r1, namespace: velero}
                spec:
                  backupName: b1
                  includedNamespaces: ['*']
                  excludedResources: [nodes, events]
                  namespaceMapping: {shop: shop2}
                status:
                  phase: PartiallyFailed
                  warnings: 2
                  errors: 1
                  startTimestamp: 2026-11-21T16:10:00Z
                  completionTimestamp: 2026-11-21T16:10:09Z
                  progress: {totalItems: 9, itemsRestored: 8}
                  hookStatus: {hooksAttempted: 2, hooksFailed: 1}
                """);
        shell.given(
                Kind.POD_VOLUME_RESTORE,
                """
                metadata: {name: r1-v, namespace: velero, labels: {velero.io/restore-name: r1}}
                spec: {pod: {namespace: shop2, name: mysql-0}, volume: data, snapshotID: 4f2a91c0}
                status: {phase: Completed, progress: {totalBytes: 2048}}
                """);
        bucket.put(
                "RestoreResults",
                "r1",
                "{\"errors\":{\"ark\":[\"e1\"]},\"warnings\":{\"namespaces\":{\"shop2\":[\"w1\"]}}}");
        bucket.put("RestoreResourceList", "r1", "{\"v1/Pod\":[\"shop2/web-1(created)\"]}");
        Golden.matches(
                "restore-describe.json",
                shell.run("restore", "describe", "r1", "--details", "-o", "json").out());
    }
}
