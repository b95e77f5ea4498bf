package ark.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.archive.Compression;
import ark.backup.request.BackupId;
import ark.backupstore.BackupFile;
import ark.backupstore.BackupStore;
import ark.backupstore.RunLog;
import ark.cluster.Cluster;
import ark.cluster.ClusterSettings;
import ark.cluster.ListRequest;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.cluster.exec.PodExec;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Pause;
import ark.podvolume.PlayedAgents;
import ark.restore.action.Yaml;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/// Volumes of pods at a real API server, which has the last word on what their resources may say.
/// Node agents and the keeper of repositories are played.
@KubernetesTest
class PodVolumeBackupIT {
    @TempDir private Path scratch;
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private KubernetesClient client;
    private Cluster cluster;
    private ResourceCatalog catalog;
    private String namespace;

    @BeforeEach
    void start(KubernetesCluster kubernetes, TestNamespace own) {
        namespace = own.name();
        client = kubernetes.client();
        cluster = new Cluster(client, ClusterSettings.forServer());
        catalog = cluster.discover();
        create(
                "backupstoragelocations.velero.io",
                """
                metadata: {name: default}
                spec: {provider: memory, objectStorage: {bucket: b}}
                """);
        Item pod =
                create(
                        "pods",
                        """
                        metadata:
                          name: web
                          annotations: {backup.velero.io/backup-volumes: 'files,nope'}
                        spec:
                          nodeName: nowhere
                          volumes: [{name: files, emptyDir: {}}, {name: rest, emptyDir: {}}]
                          containers:
                          - {name: c, image: i, volumeMounts: [{name: files, mountPath: /f}]}
                        """);
        cluster.replaceStatus(
                type("pods"), pod.edit(json -> json.withObject("/status").put("phase", "Running")));
    }

    private ResourceType type(String resource) {
        return catalog.find(GroupResource.parse(resource)).orElseThrow();
    }

    private Item create(String resource, String yaml) {
        ResourceType type = type(resource);
        ObjectNode json = Yaml.tree(yaml);
        json.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        json.withObject("/metadata").put("namespace", namespace);
        return cluster.create(type, Item.of(type.resource(), json), "");
    }

    private Item run(String timeout) {
        Item backup =
                create(
                        "backups.velero.io",
                        """
                        metadata: {name: b1, annotations: {velero.io/pod-volume-timeout: %s}}
                        spec: {includedNamespaces: [%s], includedResources: [pods]}
                        """
                                .formatted(timeout, namespace));
        var tools =
                new BackupTools(
                        cluster,
                        _ -> new BackupStore(bucket, ""),
                        InstantSource.system(),
                        Pause.REAL,
                        new PodExec(client)::run,
                        new NoRepositories(),
                        new BackupMetrics(new PrometheusRegistry()));
        var settings =
                new BackupSettings(
                        "it",
                        scratch,
                        BackupWorld.defaults(false),
                        false,
                        new Compression(1, 1),
                        new RunLog.Settings(RunLog.Format.TEXT, Level.INFO));
        new BackupOperation(tools, settings)
                .run(new BackupId(namespace, "b1", backup.text("/metadata/uid")));
        return cluster.get(type("backups.velero.io"), namespace, "b1").orElseThrow();
    }

    private JsonNode stored(BackupFile file) {
        return new BackupStore(bucket, "").json("b1", file).orElseThrow();
    }

    @Test
    void aVolumeIsAskedForAndStoredAndOneThatIsNotThereIsNamed() {
        agentPod();
        try (var _ = new PlayedAgents(cluster, namespace, "a4efe810")) {
            Item backup = run("1m");

            assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
            assertThat(backup.at("/status/errors").asInt()).isEqualTo(1);
        }
        JsonNode volume = stored(BackupFile.POD_VOLUME_BACKUPS).get(0);
        assertThat(volume.at("/spec/volume").asText()).isEqualTo("files");
        assertThat(volume.at("/spec/node").asText()).isEqualTo("nowhere");
        assertThat(volume.at("/spec/uploaderType").asText()).isEqualTo("restic");
        assertThat(volume.at("/spec/repoIdentifier").asText())
                .isEqualTo("/repositories/" + namespace);
        assertThat(volume.at("/status/snapshotID").asText()).isEqualTo("a4efe810");
        assertThat(new String(Json.bytes(stored(BackupFile.VOLUME_INFO)), UTF_8))
                .contains("\"skippedReason\":\"not asked for\"");
    }

    @Test
    void withoutAnAgentTheVolumeFailsWithinItsTimeAndIsCancelled() {
        try (var repositories = new PlayedAgents(cluster, namespace, "")) {
            repositories.keepOnlyRepositories();
            Item backup = run("3s");
            assertThat(backup.text("/status/phase")).isEqualTo("PartiallyFailed");
        }
        List<Item> volumes =
                cluster.items(ListRequest.all(type("podvolumebackups.velero.io")).in(namespace));
        assertThat(volumes).hasSize(1);
        assertThat(volumes.getFirst().text("/status/phase")).isEqualTo("Failed");
        assertThat(volumes.getFirst().at("/spec/cancel").asBoolean()).isTrue();
        assertThat(volumes.getFirst().text("/status/message"))
                .contains("no node agent runs on node nowhere");
    }

    private void agentPod() {
        Item pod =
                create(
                        "pods",
                        """
                        metadata: {name: restic-1, labels: {name: restic}}
                        spec: {nodeName: nowhere, containers: [{name: c, image: i}]}
                        """);
        cluster.replaceStatus(
                type("pods"), pod.edit(json -> json.withObject("/status").put("phase", "Running")));
    }
}
