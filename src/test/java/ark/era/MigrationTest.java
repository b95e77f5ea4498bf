package ark.era;

import static org.assertj.core.api.Assertions.assertThat;

import ark.restore.action.Yaml;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationTest {
    private static Migration.Result migrated(String... documents) {
        return Migration.of(
                java.util.Arrays.stream(documents)
                        .map(yaml -> (com.fasterxml.jackson.databind.JsonNode) Yaml.tree(yaml))
                        .toList(),
                "velero");
    }

    @Test
    void aConfigBecomesLocationsAndFlags() {
        Migration.Result result =
                migrated(
                        """
                        apiVersion: ark.heptio.com/v1
                        kind: Config
                        metadata: {name: default, namespace: heptio-ark}
                        persistentVolumeProvider: {name: aws, config: {region: us-west-2}}
                        backupStorageProvider:
                          name: aws
                          bucket: backups
                          resticLocation: restic-bucket/cluster1
                          config: {region: minio, s3ForcePathStyle: "true", s3Url: "http://minio:9000", bucket: backups}
                        backupSyncPeriod: 30m
                        gcSyncPeriod: 45m
                        scheduleSyncPeriod: 1m
                        podVolumeOperationTimeout: 2h
                        resourcePriorities: [namespaces, persistentvolumes, secrets]
                        restoreOnlyMode: true
                        """);

        assertThat(result.objects())
                .containsExactly(
                        Yaml.tree(
                                """
                                apiVersion: velero.io/v1
                                kind: BackupStorageLocation
                                metadata: {name: default, namespace: velero}
                                spec:
                                  provider: aws
                                  default: true
                                  objectStorage: {bucket: backups}
                                  config: {region: minio, s3ForcePathStyle: "true", s3Url: "http://minio:9000",
                                    resticLocation: restic-bucket/cluster1}
                                  accessMode: ReadOnly
                                  backupSyncPeriod: 30m
                                """),
                        Yaml.tree(
                                """
                                apiVersion: velero.io/v1
                                kind: VolumeSnapshotLocation
                                metadata: {name: default, namespace: velero}
                                spec: {provider: aws, config: {region: us-west-2}}
                                """));
        assertThat(result.flags())
                .containsEntry("--garbage-collection-frequency", "45m")
                .containsEntry("--fs-backup-timeout", "2h")
                .containsEntry(
                        "--restore-resource-priorities", "namespaces,persistentvolumes,secrets")
                .containsEntry("--restore-only", "true")
                .hasSize(4);
        assertThat(result.notes())
                .hasSize(3)
                .anyMatch(note -> note.contains("ark-restic-credentials"))
                .anyMatch(note -> note.contains("cloud-credentials"))
                .anyMatch(note -> note.contains("scheduleSyncPeriod"));
    }

    @Test
    void aScheduleRunsAtOnceAndItsHooksAreThoseOfToday() {
        Migration.Result result =
                migrated(
                        """
                        apiVersion: v1
                        kind: List
                        items:
                        - apiVersion: ark.heptio.com/v1
                          kind: Schedule
                          metadata: {name: daily, namespace: heptio-ark, uid: u}
                          spec:
                            schedule: 0 7 * * *
                            template:
                              includedNamespaces: ['*']
                              labelSelector: null
                              ttl: 0s
                              hooks: {resources: [{name: h, hooks: [{exec: {command: [sync]}}]}]}
                          status: {phase: Enabled, lastBackup: "2018-06-01T07:00:00Z"}
                        """);

        assertThat(result.objects())
                .containsExactly(
                        Yaml.tree(
                                """
                                apiVersion: velero.io/v1
                                kind: Schedule
                                metadata: {name: daily, namespace: velero,
                                  annotations: {ark.dev/first-run: immediately}}
                                spec:
                                  schedule: 0 7 * * *
                                  template:
                                    includedNamespaces: ['*']
                                    ttl: 876000h0m0s
                                    hooks: {resources: [{name: h, pre: [{exec: {command: [sync]}}]}]}
                                """));
        assertThat(result.notes()).singleElement().asString().contains("no ttl");
    }

    @Test
    void locationsOfTheLastArkChangeTheirGroupAndNothingElse() {
        Migration.Result result =
                migrated(
                        """
                        apiVersion: ark.heptio.com/v1
                        kind: BackupStorageLocation
                        metadata: {name: second, namespace: heptio-ark}
                        spec: {provider: gcp, objectStorage: {bucket: b, prefix: p}}
                        """);

        ObjectNode location = result.objects().getFirst();
        assertThat(location.at("/apiVersion").asText()).isEqualTo("velero.io/v1");
        assertThat(location.at("/spec/objectStorage/prefix").asText()).isEqualTo("p");
    }

    @Test
    void whatIsNotMigratedIsNamed() {
        Migration.Result result =
                migrated(
                        "{apiVersion: ark.heptio.com/v1, kind: Backup, metadata: {name: b1}}",
                        "{apiVersion: ark.heptio.com/v1, kind: DownloadRequest, metadata: {name: d}}",
                        "{apiVersion: v1, kind: Secret, metadata: {name: s}}",
                        "{apiVersion: ark.heptio.com/v1, kind: Config, metadata: {name: default}}");

        assertThat(result.objects()).isEmpty();
        assertThat(result.notes())
                .isEqualTo(
                        List.of(
                                "Backup \"b1\" is found in its location: left out",
                                "DownloadRequest \"d\" is not needed any more: left out",
                                "Secret \"s\" is not of ark.heptio.com/v1: left out",
                                "the Config has no backupStorageProvider.bucket: no location was"
                                        + " made"));
    }
}
