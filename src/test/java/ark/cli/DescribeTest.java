package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of `describe`.
class DescribeTest {
    static final String EVERY_FIELD =
            """
                metadata:
                  name: b2
                  namespace: velero
                  uid: u2
                  annotations:
                    {ark.dev/revision: '77', ark.dev/inexact-kinds: 'nodes.metrics.k8s.io,events'}
                spec:
                  storageLocation: gone
                  ttl: 72h0m0s
                  includedNamespaces: [inc-1, inc-2]
                  excludedNamespaces: [exc-1]
                  includedClusterScopedResources: [nodes]
                  excludedNamespaceScopedResources: [secrets]
                  orLabelSelectors: [{matchLabels: {a: b}}, {matchLabels: {c: d}}]
                  snapshotVolumes: false
                  defaultVolumesToFsBackup: true
                  snapshotMoveData: true
                  datamover: mover
                  csiSnapshotTimeout: 10m0s
                  itemOperationTimeout: 4h0m0s
                  resourcePolicy: {kind: configmap, name: policy}
                  uploaderConfig: {parallelFilesUpload: 10}
                  orderedResources: {pods: 'ns/a,ns/b', aaa: x}
                  hooks:
                    resources:
                    - name: freeze
                      includedNamespaces: [hook-ns]
                      excludedResources: [hook-res]
                      labelSelector: {matchLabels: {app: db}}
                      pre: [{exec: {container: c1, command: [/bin/freeze, -a], onError: Fail, timeout: 30s}}]
                      post: [{exec: {command: [thaw]}}]
                status:
                  phase: PartiallyFailed
                  errors: 3
                  warnings: 1
                  queuePosition: 2
                  validationErrors: [bad one, bad two]
                  failureReason: it broke
                  volumeSnapshotsAttempted: 2
                  volumeSnapshotsCompleted: 1
                  csiVolumeSnapshotsAttempted: 4
                  csiVolumeSnapshotsCompleted: 3
                  backupItemOperationsAttempted: 5
                  backupItemOperationsCompleted: 4
                  backupItemOperationsFailed: 1
                  hookStatus: {hooksAttempted: 4, hooksFailed: 1}
                  expiration: 2026-11-20T16:00:00Z
                  startTimestamp: 2026-11-17T16:00:00Z
                """;

    static final String DEFAULT_LOCATION =
            """
            metadata: {name: default, namespace: velero}
            spec: {provider: aws, objectStorage: {bucket: backups, prefix: prod}}
            status: {phase: Available}
            """;

    @TempDir private Path folder;
    private Shell shell;
    private FakeBucket bucket;

    /// What the bucket has of the backup with every field.
    static void filesOfEveryField(FakeBucket bucket) {
        bucket.put(
                "BackupResults",
                "b2",
                "{\"errors\":{\"velero\":[\"e1\",\"e2\"],\"namespaces\":{\"shop\":[\"e3\"]}},"
                        + "\"warnings\":{\"cluster\":[\"w1\"]}}");
        bucket.put(
                "BackupVolumeSnapshots",
                "b2",
                "[{\"spec\":{\"PersistentVolumeName\":\"pv1\",\"volumeType\":\"gp3\",\"volumeAZ\":\"a\","
                        + "\"volumeIOPS\":100},\"status\":{\"providerSnapshotID\":\"snap-1\"}}]");
    }

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
        bucket = new FakeBucket(shell.api());
        shell.given(Kind.LOCATION, DEFAULT_LOCATION);
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    private void completedBackup() {
        shell.given(
                Kind.BACKUP,
                """
                metadata:
                  name: nginx-backup
                  namespace: velero
                  uid: u1
                  labels: {velero.io/storage-location: default}
                  annotations:
                    ark.dev/revision: '1482201'
                    ark.dev/contents-bytes: '432013312'
                    velero.io/source-cluster-k8s-gitversion: v1.34.4
                spec:
                  storageLocation: default
                  ttl: 720h0m0s
                  labelSelector: {matchLabels: {app: nginx}}
                  includedNamespaces: ['*']
                status:
                  phase: Completed
                  formatVersion: 1.1.0
                  startTimestamp: 2026-11-21T16:00:00Z
                  completionTimestamp: 2026-11-21T16:00:02Z
                  expiration: 2026-12-21T16:00:00Z
                  progress: {totalItems: 9, itemsBackedUp: 9}
                """);
    }

    @Test
    void aCompletedBackupIsThePageOfTheReferenceWithItsStateBehindThePhase() {
        completedBackup();
        Result result = shell.run("backup", "describe", "nginx-backup");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        Golden.matches("backup-describe.txt", result.out());
        assertThat(shell.run("describe", "backups", "nginx-backup").out()).isEqualTo(result.out());
        assertThat(shell.run("describe", "backup").out()).isEqualTo(result.out());
    }

    @Test
    void detailsListEveryObjectAndVolume() {
        completedBackup();
        volumes();
        bucket.put(
                "BackupResourceList",
                "nginx-backup",
                "{\"v1/Pod\":[\"shop/web-1\",\"shop/web-2\"],\"apps/v1/Deployment\":[\"shop/web\"]}");
        shell.given(
                Kind.DELETE_REQUEST,
                """
                metadata:
                  name: nginx-backup-abc
                  namespace: velero
                  creationTimestamp: 2026-11-21T16:10:00Z
                  labels: {velero.io/backup-name: nginx-backup, velero.io/backup-uid: u1}
                status: {phase: Processed, errors: [the bucket is gone]}
                """);
        Golden.matches(
                "backup-describe-details.txt",
                shell.run("backup", "describe", "nginx-backup", "--details").out());
    }

    private void volumes() {
        volume(
                "data",
                "mysql-0",
                "Completed, snapshotID: 4f2a91c0, progress: {totalBytes: 1288490188},"
                        + " startTimestamp: '2026-11-21T16:00:00Z',"
                        + " completionTimestamp: '2026-11-21T16:00:14Z'");
        volume("data", "mysql-1", "Failed, message: 'locked by node-2'");
        volume("cache", "mysql-1", "InProgress, progress: {totalBytes: 1000, bytesDone: 123}");
        volume("empty", "web-1", "Completed, message: 'volume was empty so no snapshot was taken'");
        volume("new", "web-1", "''");
    }

    private void volume(String volume, String pod, String status) {
        shell.given(
                Kind.POD_VOLUME_BACKUP,
                """
                metadata:
                  {name: %s-%s, namespace: velero, labels: {velero.io/backup-name: nginx-backup}}
                spec: {pod: {namespace: shop, name: %s}, volume: %s}
                status: {phase: %s}
                """
                        .formatted(pod, volume, pod, volume, status));
    }

    @Test
    void volumesAreCountedWithoutDetails() {
        completedBackup();
        volumes();
        Golden.matches(
                "backup-describe-volumes.txt",
                shell.run("backup", "describe", "nginx-backup").out());
    }

    @Test
    void manyVolumesAreCutWithoutDetailsFailuresFirst() {
        completedBackup();
        for (int i = 10; i < 40; i++) {
            volume("v" + i, "web", "Completed, snapshotID: 4f2a91c0");
        }
        volume("zzz", "web", "Failed, message: gone");
        String page = shell.run("backup", "describe", "nginx-backup").out();
        assertThat(page)
                .contains("Volumes:\n  shop/web/zzz  FAILED  gone\n")
                .contains("and 11 more (specify --details for more information)");
    }

    @Test
    void withDetailsTheVolumesThatWereLeftOutAreListed() {
        completedBackup();
        volume("data", "redis-0", "Completed, snapshotID: 4f2a91c0");
        bucket.put(
                "BackupVolumeInfos",
                "nginx-backup",
                "[{\"skipped\":true,\"skippedReason\":\"not asked for\",\"pvbInfo\":{\"volumeName\":"
                        + "\"cache\",\"podName\":\"redis-0\",\"podNamespace\":\"shop\"}},"
                        + "{\"skipped\":false,\"pvbInfo\":{\"volumeName\":\"data\"}},"
                        + "{\"skipped\":true,\"pvName\":\"of-a-later-velero\"}]");

        assertThat(shell.run("backup", "describe", "nginx-backup", "--details").out())
                .contains("  shop/redis-0/cache  left out  not asked for\n")
                .contains("  shop/redis-0/data   stored    restic 4f2a91c0")
                .doesNotContain("of-a-later-velero");
        assertThat(shell.run("backup", "describe", "nginx-backup", "--volume-details").out())
                .contains("left out"); // Ark's word
        assertThat(shell.run("backup", "describe", "nginx-backup").out())
                .doesNotContain("left out");
    }

    @Test
    void aVolumeThatNobodyWorksOnSaysWhy() {
        completedBackup();
        volume("data", "redis-0", "'', message: no node agent runs on node n1");

        assertThat(shell.run("backup", "describe", "nginx-backup").out())
                .contains("shop/redis-0/data  waiting  no node agent runs on node n1\n");
    }

    @Test
    void everyFieldOfLaterVersionsIsShownWhereItIsSet() {
        shell.given(Kind.BACKUP, EVERY_FIELD);
        filesOfEveryField(bucket);
        Golden.matches(
                "backup-describe-all.txt",
                shell.run("backup", "describe", "b2", "--details").out());
    }

    @Test
    void aNewBackupHasAPageToo() {
        shell.given(Kind.BACKUP, "metadata: {name: b3, namespace: velero, uid: u3}");
        Golden.matches("backup-describe-new.txt", shell.run("backup", "describe", "b3").out());
    }

    @Test
    void pagesAreTwoBlankLinesApart() {
        shell.given(Kind.BACKUP, "metadata: {name: b3, namespace: velero, uid: u3}");
        shell.given(Kind.BACKUP, "metadata: {name: b4, namespace: velero, uid: u4}");
        assertThat(shell.run("backup", "describe").out()).contains("\n\n\nName:         b4\n");
    }

    @Test
    void aPageComesAlsoWhenNobodyAnswers() {
        completedBackup();
        shell.api().change(Kind.BACKUP, "nginx-backup", "status: {errors: 1}");
        shell.api().whenCreated(Kind.DOWNLOAD_REQUEST, request -> request);
        Result result = shell.run("backup", "describe", "nginx-backup", "--details");
        assertThat(result.out())
                .contains(
                        "<error getting errors and warnings: download request download url timeout")
                .contains("Resource List:  <error getting backup resource list: download request");
        assertThat(Duration.between(Shell.NOW, shell.now())).isLessThan(Duration.ofSeconds(62));
    }

    @Test
    void missingAndBrokenFilesAreTold() {
        completedBackup();
        assertThat(shell.run("backup", "describe", "--details").out())
                .contains("Resource List:  <backup resource list not found>");
        bucket.putRaw("BackupResourceList", "nginx-backup", new byte[] {1, 2, 3});
        assertThat(shell.run("backup", "describe", "--details").out())
                .contains(
                        "Resource List:  <error getting backup resource list: BackupResourceList of");
    }

    @Test
    void strangersWordsAreHarmless() {
        completedBackup();
        shell.api()
                .change(
                        Kind.BACKUP,
                        "nginx-backup",
                        "{\"metadata\": {\"annotations\": {\"a\": \"x\\u001b[31m\\n\\tPhase: \\u202e\"}},"
                                + "\"status\": {\"phase\": \"Comp\\u0007\"}}");
        bucket.put("BackupResourceList", "nginx-backup", "{\"v1/Pod\":[\"a\\u001b]0;x\\u0007\"]}");
        String page = shell.run("backup", "describe", "--details").out();
        assertThat(page).contains("a=x\\x1b[31m\\n\\tPhase: \\u202e").contains("- a\\x1b]0;x\\x07");
        assertThat(page.chars().filter(c -> c != '\n')).allMatch(c -> c >= ' ' && c < 0x7f);
    }

    @Test
    void coloursAreForTerminals() {
        completedBackup();
        shell.onTerminal();
        assertThat(shell.run("backup", "describe").out())
                .contains("Name:         \u001b[1mnginx-backup\u001b[0m\n")
                .contains("Phase:  \u001b[32mCompleted\u001b[0m\n");
        assertThat(shell.run("backup", "describe", "--colorized=false").out())
                .doesNotContain("\u001b");
        shell.environment.put("NO_COLOR", "1");
        assertThat(shell.run("backup", "describe").out()).doesNotContain("\u001b");
    }

    @Test
    void aRestoreHasItsMessagesAndTheStateOfItsBackup() {
        completedBackup();
        shell.given(
                Kind.RESTORE,
                """
                metadata: {name: r1, namespace: velero}
                spec:
                  backupName: nginx-backup
                  includedNamespaces: ['*']
                  excludedResources: [nodes, events]
                  namespaceMapping: {shop: shop2, a: b}
                status:
                  phase: PartiallyFailed
                  warnings: 2
                  errors: 1
                  startTimestamp: 2026-11-21T16:10:00Z
                  completionTimestamp: 2026-11-21T16:10:09Z
                  progress: {totalItems: 9, itemsRestored: 8}
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
                "{\"errors\":{\"ark\":[\"e1\"]},\"warnings\":{\"namespaces\":{\"shop2\":[\"w1\",\"w2\"]}}}");
        bucket.put("RestoreResourceList", "r1", "{\"v1/Pod\":[\"shop2/web-1(created)\"]}");
        Golden.matches(
                "restore-describe.txt", shell.run("restore", "describe", "r1", "--details").out());
    }

    @Test
    void everyFieldOfARestoreIsShownWhereItIsSet() {
        shell.given(
                Kind.RESTORE,
                """
                metadata: {name: r2, namespace: velero, labels: {a: b}}
                spec:
                  backupName: gone
                  scheduleName: s
                  includedNamespaces: [x, y]
                  includedResources: [pods]
                  includeClusterResources: true
                  orLabelSelectors: [{matchLabels: {a: b}}]
                  restorePVs: true
                  preserveNodePorts: false
                  existingResourcePolicy: update
                  itemOperationTimeout: 1h0m0s
                  resourceModifier: {kind: ConfigMap, name: m}
                  uploaderConfig: {writeSparseFiles: true, parallelFilesDownload: 3}
                status:
                  phase: InProgress
                  validationErrors: [v1]
                  failureReason: f
                  progress: {totalItems: 10, itemsRestored: 4}
                  restoreItemOperationsAttempted: 2
                  restoreItemOperationsCompleted: 1
                  hookStatus: {hooksAttempted: 1}
                """);
        Golden.matches("restore-describe-all.txt", shell.run("describe", "restores", "r2").out());
    }

    @Test
    void aRestoreWhoseResultsAreMissingSaysSo() {
        shell.given(
                Kind.RESTORE,
                "metadata: {name: r3, namespace: velero}\nstatus: {phase: Failed, errors: 1}");
        assertThat(shell.run("restore", "describe", "r3").out())
                .contains("Phase:  Failed (run 'ark restore logs r3' for more information)")
                .contains(
                        """
                        Warnings:  <error getting warnings: file not found>

                        Errors:  <error getting errors: file not found>
                        """);
    }
}
