package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `backup create` without `--wait`.
class BackupCreateTest {
    private static final String EVERY_FIELD =
            """
                                includedNamespaces: [a, b]
                                excludedNamespaces: [c]
                                includedResources: [pods, deployments.apps]
                                excludedResources: [secrets]
                                labelSelector:
                                  matchExpressions:
                                  - {key: tier, operator: In, values: [back, front]}
                                  matchLabels: {app: nginx}
                                snapshotVolumes: false
                                ttl: 36h0m0s
                                includeClusterResources: true
                                storageLocation: far
                                volumeSnapshotLocations: [v1, v2]
                                defaultVolumesToRestic: true
                                defaultVolumesToFsBackup: false
                                orderedResources: {pods: 'a/p1,a/p2', persistentvolumes: pv1}
                                csiSnapshotTimeout: 20m0s
                                itemOperationTimeout: 1h0m0s
                                resourcePolicy: {kind: configmap, name: policy}
                                snapshotMoveData: false
                                datamover: velero
                                uploaderConfig: {parallelFilesUpload: 4}
                                """;

    private static final String[] EVERY_FLAG = {
        "create",
        "backup",
        "b1",
        "--ttl",
        "36h",
        "--include-namespaces=a, b",
        "--exclude-namespaces",
        "c",
        "--include-resources=pods,deployments.apps",
        "--exclude-resources",
        "secrets",
        "--labels",
        "x=1,y=2",
        "--labels",
        "z=",
        "--annotations",
        "\"note=one, two\"",
        "--storage-location",
        "far",
        "--volume-snapshot-locations",
        "v1,v2",
        "-l",
        "app=nginx,tier in (front,back)",
        "--ordered-resources",
        "pods=a/p1,a/p2;persistentvolumes=pv1",
        "--csi-snapshot-timeout=20m",
        "--item-operation-timeout",
        "1h",
        "--snapshot-volumes=false",
        "--include-cluster-resources",
        "--default-volumes-to-restic=true",
        "--default-volumes-to-fs-backup=0",
        "--snapshot-move-data=F",
        "--data-mover",
        "velero",
        "--resource-policies-configmap",
        "policy",
        "--parallel-files-upload",
        "4"
    };

    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
    }

    private ObjectNode created(String name) {
        return shell.api().stored(Kind.BACKUP, name);
    }

    /// Written and read again: numbers have the class that a reader gives them.
    private static JsonNode written(JsonNode node) {
        return Yamls.tree(node.toString());
    }

    @Test
    void theNameIsEnough() {
        Result result = shell.run("backup", "create", "nginx-backup");
        assertThat(result)
                .isEqualTo(
                        new Result(
                                0,
                                """
                                Backup request "nginx-backup" submitted successfully.
                                Run `ark backup describe nginx-backup` or `ark backup logs \
                                nginx-backup` for more details.
                                """,
                                ""));
        assertThat(created("nginx-backup").path("spec"))
                .isEqualTo(Yamls.tree("includedNamespaces: ['*']"));
        assertThat(created("nginx-backup").at("/metadata/namespace").asText()).isEqualTo("velero");
    }

    @Test
    void everyFlagReachesTheSpec() {
        shell.given(Kind.LOCATION, "metadata: {name: far, namespace: velero}");
        shell.given(Kind.SNAPSHOT_LOCATION, "metadata: {name: v1, namespace: velero}");
        shell.given(Kind.SNAPSHOT_LOCATION, "metadata: {name: v2, namespace: velero}");
        Result result = shell.run(EVERY_FLAG);
        assertThat(result.err()).isEmpty();
        assertThat(written(created("b1").path("spec"))).isEqualTo(Yamls.tree(EVERY_FIELD));
        assertThat(created("b1").at("/metadata/labels"))
                .isEqualTo(Yamls.tree("{x: '1', y: '2', z: ''}"));
        assertThat(created("b1").at("/metadata/annotations"))
                .isEqualTo(Yamls.tree("{note: 'one, two'}"));
    }

    @Test
    void theScopedFiltersOfLaterVersionsAreThere() {
        shell.run(
                "backup",
                "create",
                "b1",
                "--include-cluster-scoped-resources=*",
                "--exclude-cluster-scoped-resources=nodes",
                "--include-namespace-scoped-resources=pods",
                "--exclude-namespace-scoped-resources=events",
                "--or-selector",
                "a=b or c in (d)");
        assertThat(created("b1").path("spec"))
                .isEqualTo(
                        Yamls.tree(
                                """
                                includedNamespaces: ['*']
                                includedClusterScopedResources: ['*']
                                excludedClusterScopedResources: [nodes]
                                includedNamespaceScopedResources: [pods]
                                excludedNamespaceScopedResources: [events]
                                orLabelSelectors:
                                - matchLabels: {a: b}
                                - matchExpressions: [{key: c, operator: In, values: [d]}]
                                """));
    }

    @Test
    void theLastUseOfAListReplacesTheEarlierOnes() {
        shell.run(
                "backup", "create", "b1", "--include-namespaces=a,b", "--include-namespaces", "c");
        assertThat(created("b1").at("/spec/includedNamespaces").toString()).isEqualTo("[\"c\"]");
    }

    @Test
    void aBareBooleanTakesNoWordThatFollows() {
        shell.run("backup", "create", "--snapshot-volumes", "true");
        assertThat(created("true").at("/spec/snapshotVolumes").asBoolean()).isTrue();
    }

    @Test
    void allProblemsAreToldAtOnce() {
        Result result =
                shell.run(
                        "backup",
                        "create",
                        "b2",
                        "--ttl",
                        "-5h",
                        "--selector",
                        "app in (a",
                        "--include-namespaces",
                        "shop",
                        "--exclude-namespaces",
                        "shop",
                        "--snapshot-volumes=maybe",
                        "--ordered-resources",
                        "pods",
                        "--parallel-files-upload",
                        "many",
                        "--labels",
                        "-x=1",
                        "--item-operation-timeout",
                        "5",
                        "--include-resources",
                        "*,pods",
                        "--include-cluster-scoped-resources",
                        "a",
                        "-o",
                        "xml");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        Golden.matches("backup-create-problems.txt", result.err());
        assertThat(shell.api().writes()).isEmpty();
    }

    @Test
    void oneProblemIsTwoLines() {
        assertThat(shell.run("backup", "create").err())
                .isEqualTo(
                        """
                        An error occurred: A backup name is required, unless you are creating based \
                        on a schedule.
                        Run 'ark backup create --help' for usage.
                        """);
        assertThat(shell.run("backup", "create", "Big_Name").err())
                .startsWith("An error occurred: name \"Big_Name\": a lowercase RFC 1123 subdomain");
    }

    @Test
    void aTakenNameTellsWhoHasIt() {
        shell.given(
                Kind.BACKUP,
                """
                metadata: {name: b1, namespace: velero, creationTimestamp: '2026-11-20T09:14:00Z'}
                spec: {storageLocation: default}
                """);
        assertThat(shell.run("backup", "create", "b1"))
                .isEqualTo(
                        new Result(
                                1,
                                "",
                                """
                                An error occurred: a backup named "b1" exists already, in location \
                                "default", from 2026-11-20 09:14
                                Choose another name, or delete it: ark backup delete b1
                                """));
    }

    @Test
    void anUnknownLocationCreatesNothing() {
        shell.given(Kind.LOCATION, "metadata: {name: default, namespace: velero}");
        Result result = shell.run("backup", "create", "b1", "--storage-location", "nowhere");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        """
                        An error occurred: backupstoragelocations.velero.io "nowhere" not found
                        In namespace "velero" there are default.
                        """);
        assertThat(shell.api().writes()).isEmpty();
    }

    @Test
    void printingIsNotCreating() {
        Result yaml = shell.run("backup", "create", "b1", "--ttl", "1h", "-o", "yaml");
        assertThat(yaml.out())
                .isEqualTo(
                        """
                        apiVersion: velero.io/v1
                        kind: Backup
                        metadata:
                          name: b1
                          namespace: velero
                        spec:
                          includedNamespaces:
                          - "*"
                          ttl: "1h0m0s"
                        """);
        assertThat(shell.run("backup", "create", "b1", "-o", "table").out()).contains("b1     New");
        assertThat(shell.api().writes()).isEmpty();
    }

    @Test
    void aScheduleIsATemplate() {
        shell.given(
                Kind.SCHEDULE,
                """
                metadata:
                  name: nightly
                  namespace: velero
                  uid: u1
                  labels: {team: shop}
                  annotations: {note: x, kubectl.kubernetes.io/last-applied-configuration: '{}'}
                spec:
                  schedule: '@daily'
                  useOwnerReferencesInBackup: true
                  template: {ttl: 24h0m0s, includedNamespaces: [shop], newField: 1}
                """);
        Result result = shell.run("backup", "create", "--from-schedule", "nightly", "--ttl", "1h");
        assertThat(result.out())
                .isEqualTo(
                        """
                        Creating backup from schedule, all other filters are ignored.
                        Backup request "nightly-20261121161517" submitted successfully.
                        Run `ark backup describe nightly-20261121161517` or `ark backup logs \
                        nightly-20261121161517` for more details.
                        """);
        ObjectNode backup = created("nightly-20261121161517");
        assertThat(backup.path("spec"))
                .isEqualTo(Yamls.tree("{ttl: 24h0m0s, includedNamespaces: [shop], newField: 1}"));
        assertThat(backup.at("/metadata/labels"))
                .isEqualTo(Yamls.tree("{team: shop, velero.io/schedule-name: nightly}"));
        assertThat(backup.at("/metadata/annotations")).isEqualTo(Yamls.tree("{note: x}"));
        assertThat(backup.at("/metadata/ownerReferences/0/name").asText()).isEqualTo("nightly");
    }
}
