package ark.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ark.api.v1.BackupStatus;
import ark.archive.Compression;
import ark.backup.request.BackupId;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.backupstore.RunLog;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterSettings;
import ark.cluster.ResourceType;
import ark.cluster.exec.PodExec;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Operations;
import ark.operation.Pause;
import ark.testing.KubernetesCluster;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/// Backups of a real cluster, one of whose kinds is kept in an etcd of its own.
class BackupIT {
    private static final ResourceType NAMESPACES = type("namespaces", "v1", "Namespace", false);
    private static final ResourceType CONFIG_MAPS = type("configmaps", "v1", "ConfigMap", true);
    private static final ResourceType SECRETS = type("secrets", "v1", "Secret", true);
    private static final ResourceType BACKUPS = type("backups.velero.io", "v1", "Backup", true);
    private static final String DOWN = "down.example.dev/v1";
    private static final ResourceType LOCATIONS =
            type("backupstoragelocations.velero.io", "v1", "BackupStorageLocation", true);

    @TempDir private static Path scratch;
    private static KubernetesCluster kubernetes;
    private static Cluster cluster;
    private static MemoryObjectStore bucket;
    private static BackupSettings settings;
    private static BackupTools tools;

    private static ResourceType type(
            String resource, String version, String kind, boolean namespaced) {
        return ResourceType.of(GroupResource.parse(resource), version, kind, namespaced);
    }

    @BeforeAll
    static void startCluster() {
        kubernetes = KubernetesCluster.start(List.of("--own-etcd", "deployments.apps"));
        KubernetesClient client = kubernetes.client();
        cluster = new Cluster(client, ClusterSettings.forServer());
        bucket = new MemoryObjectStore();
        settings =
                new BackupSettings(
                        "it",
                        scratch,
                        BackupWorld.defaults(false),
                        false,
                        new Compression(1, 2),
                        new RunLog.Settings(RunLog.Format.TEXT, Level.INFO));
        tools = tools(_ -> new BackupStore(bucket, ""));
        create(NAMESPACES, "", "velero", Json.object());
        create(NAMESPACES, "", "shop", Json.object());
        ObjectNode location = Json.object();
        location.putObject("spec")
                .put("provider", "memory")
                .putObject("objectStorage")
                .put("bucket", "b");
        create(LOCATIONS, "velero", "default", location);
    }

    private static BackupTools tools(BackupStores stores) {
        return new BackupTools(
                cluster,
                stores,
                InstantSource.system(),
                Pause.REAL,
                new PodExec(kubernetes.client())::run,
                new NoRepositories(),
                new BackupMetrics(new PrometheusRegistry()));
    }

    @AfterAll
    static void stopCluster() {
        kubernetes.close();
    }

    private static Item create(ResourceType type, String namespace, String name, ObjectNode json) {
        json.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        json.withObject("/metadata").put("name", name);
        if (!namespace.isEmpty()) {
            json.withObject("/metadata").put("namespace", namespace);
        }
        return cluster.create(type, Item.of(type.resource(), json), "");
    }

    private static BackupId createBackup(String name, String spec) {
        ObjectNode backup = Json.object();
        backup.set("spec", BackupWorld.json(spec));
        Item created = create(BACKUPS, "velero", name, backup);
        return new BackupId("velero", name, created.text("/metadata/uid"));
    }

    private static Item stored(String name) {
        return cluster.get(BACKUPS, "velero", name).orElseThrow();
    }

    private static Item run(String name, String spec) {
        new BackupOperation(tools, settings).run(createBackup(name, spec));
        return stored(name);
    }

    private static SortedSet<String> paths(String backup) throws IOException {
        var paths = new TreeSet<String>();
        byte[] content = bucket.content("backups/" + backup + "/" + backup + ".tar.gz");
        try (var tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(content)))) {
            for (var e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                paths.add(e.getName());
            }
        }
        return paths;
    }

    @Test
    void allKindsAreAtOneRevisionButThoseThatCannotBe() {
        Item backup = run("revisions", "{}");

        assertThat(backup.text("/status/phase")).isEqualTo("Completed");
        assertThat(backup.text("/metadata/annotations/ark.dev~1revision")).matches("\\d+");
        assertThat(backup.text("/metadata/annotations/ark.dev~1inexact-kinds").split(","))
                .containsExactlyInAnyOrder("events", "deployments.apps");
    }

    @Test
    void aRestartOfTheApiServerCostsTimeAndNothingElse() {
        create(CONFIG_MAPS, "shop", "before-the-restart", Json.object());
        BackupId id = createBackup("restart", "{'includedNamespaces': ['shop']}");
        BackupTools restarting =
                tools(
                        _ -> { // opened when the backup is in progress and nothing is read yet
                            kubernetes.stop("apiserver");
                            Thread.ofVirtual().start(() -> kubernetes.restart("apiserver"));
                            return new BackupStore(bucket, "");
                        });

        new BackupOperation(restarting, settings).run(id);

        assertThat(stored("restart").text("/status/phase")).isEqualTo("Completed");
        assertThat(stored("restart").at("/status").has("errors")).isFalse();
    }

    @Test
    void anAggregatedApiThatIsDownHidesNoOther() throws IOException {
        kubernetes.apply(
                """
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v1.down.example.dev}
                spec:
                  group: down.example.dev
                  version: v1
                  groupPriorityMinimum: 1000
                  versionPriority: 15
                  service: {namespace: shop, name: nobody}
                """);
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> cluster.discover().failedGroups().containsKey(DOWN));

            Item all = run("with-a-group-down", "{}");
            assertThat(all.text("/status/phase")).isEqualTo("Completed");
            assertThat(all.at("/status/warnings").asInt()).isEqualTo(1);
            assertThat(results("with-a-group-down")).contains("The kinds of " + DOWN);

            Item asked =
                    run(
                            "asked-for-the-group",
                            "{'includedResources': ['things.down.example.dev', 'configmaps']}");
            assertThat(asked.text("/status/phase")).isEqualTo("PartiallyFailed");
            assertThat(results("asked-for-the-group")).contains("things.down.example.dev");
            assertThat(paths("asked-for-the-group"))
                    .anyMatch(path -> path.startsWith("resources/configmaps/"));
        } finally {
            kubernetes.kubectl("delete", "apiservice", "v1.down.example.dev");
        }
    }

    private static String results(String backup) throws IOException {
        byte[] content = bucket.content("backups/" + backup + "/" + backup + "-results.gz");
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(gzip.readAllBytes(), UTF_8);
        }
    }

    @Test
    void theEffectIsNeverFoundWithoutItsCause() throws Exception {
        var stop = new AtomicBoolean();
        var begun = new CountDownLatch(1);
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; !stop.get(); i++) {
                                        create(CONFIG_MAPS, "shop", "cause-" + i, Json.object());
                                        create(SECRETS, "shop", "effect-" + i, Json.object());
                                        begun.countDown();
                                    }
                                });
        assertThat(begun.await(2, TimeUnit.MINUTES)).isTrue();
        for (int round = 0; round < 5; round++) {
            String name = "causes-" + round;
            Item backup = run(name, "{'includedNamespaces': ['shop']}");

            assertThat(backup.text("/status/phase")).isEqualTo("Completed");
            SortedSet<String> paths = paths(name);
            assertThat(paths)
                    .filteredOn(path -> path.startsWith("resources/secrets/namespaces/shop/effect"))
                    .isNotEmpty()
                    .allSatisfy(
                            path ->
                                    assertThat(paths)
                                            .contains(
                                                    path.replace("secrets", "configmaps")
                                                            .replace("effect", "cause")));
        }
        stop.set(true);
        writer.join();
    }

    @Test
    void aStatusIsNotWrittenIntoAnotherBackupOfThatName() {
        BackupId old = createBackup("twice", "{}");
        cluster.delete(BACKUPS, new ItemKey(BACKUPS.resource(), "velero", "twice"));
        createBackup("twice", "{}");

        var objects = new BackupObjects(cluster);
        assertThat(objects.get(old)).isEmpty();
        assertThatThrownBy(
                        () ->
                                objects.patchStatus(
                                        old, BackupStatus.builder().failureReason("x").build()))
                .isInstanceOf(ClusterException.class);
        assertThat(stored("twice").at("/status/failureReason").isMissingNode()).isTrue();
    }

    @Test
    void theReconcilerMakesBackupsAndSettlesAbandonedOnes() {
        var operations = new Operations("backup", 2);
        var operator =
                new Operator(
                        overrider ->
                                overrider
                                        .withKubernetesClient(kubernetes.client())
                                        .withCloseClientOnStop(false)
                                        .withUseSSAToPatchPrimaryResource(false));
        operator.register(new BackupReconciler(tools, operations, settings));
        BackupId abandoned = createBackup("abandoned", "{'storageLocation': 'default'}");
        cluster.patchStatus(
                BACKUPS,
                new ItemKey(BACKUPS.resource(), "velero", "abandoned"),
                abandoned.uid(),
                Json.object().put("phase", "InProgress"));
        operator.start();
        try {
            createBackup("reconciled", "{'includedNamespaces': ['shop']}");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> stored("reconciled").text("/status/phase").equals("Completed"));
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> stored("abandoned").text("/status/phase").equals("Failed"));
        } finally {
            operator.stop();
            operations.close();
        }
        assertThat(new String(bucket.content("backups/reconciled/velero-backup.json"), UTF_8))
                .contains("\"phase\": \"Completed\"", "\"managedFields\"");
    }
}
