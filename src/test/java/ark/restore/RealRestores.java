package ark.restore;

import ark.api.v1.RestoreStatus;
import ark.archive.ArchiveLimits;
import ark.backupstore.BackupStore;
import ark.backupstore.Results;
import ark.backupstore.RunLog;
import ark.cluster.Cluster;
import ark.cluster.ClusterSettings;
import ark.cluster.ResourceType;
import ark.cluster.exec.PodExec;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Pause;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreRequest;
import ark.testing.KubernetesCluster;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.slf4j.event.Level;

/// Restores from a bucket in memory into a real cluster, in the namespace `velero`, without a
/// server around them.
final class RealRestores {
    private final KubernetesClient client;
    private final Cluster cluster;
    private final MemoryObjectStore bucket;
    private final RestoreSettings settings;

    RealRestores(
            KubernetesCluster kubernetes,
            MemoryObjectStore bucket,
            Path scratch,
            RestoreSettings.Waits waits) {
        client = kubernetes.client();
        cluster = new Cluster(client, ClusterSettings.forServer());
        this.bucket = bucket;
        settings =
                new RestoreSettings(
                        new RestoreSettings.Server("velero", "ark:1.0"),
                        scratch,
                        Priorities.DEFAULT,
                        waits,
                        false,
                        RestoreSettings.DEFAULT_ITEMS_AT_ONCE,
                        ArchiveLimits.DEFAULT,
                        new RunLog.Settings(RunLog.Format.TEXT, Level.INFO));
        create("namespaces", "{metadata: {name: velero}}");
    }

    Cluster cluster() {
        return cluster;
    }

    ResourceType type(String resource) {
        return cluster.discover().find(GroupResource.parse(resource)).orElseThrow();
    }

    /// Makes an object, also of what a cluster has said of it.
    Item create(String resource, String yaml) {
        ResourceType type = type(resource);
        ObjectNode json = Yaml.tree(yaml);
        json.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        json.withObject("/metadata").remove(List.of("resourceVersion", "uid"));
        return cluster.create(type, Item.of(type.resource(), json), "");
    }

    /// Makes a Restore and runs it to its end.
    ///
    /// @param spec in YAML's flow style
    RestoreStatus run(String name, String spec) throws InterruptedException {
        Item created =
                create(
                        "restores.velero.io",
                        "metadata: {name: %s, namespace: velero}\nspec: %s".formatted(name, spec));
        var tools =
                new RestoreTools(
                        cluster,
                        new PodExec(client)::run,
                        _ -> new BackupStore(bucket, ""),
                        InstantSource.system(),
                        new RestoreMetrics(new PrometheusRegistry()));
        new RestoreOperation(tools, settings, Pause.REAL)
                .run(RestoreRequest.Id.of(RestoreObjects.decode(created)));
        JsonNode status =
                cluster.get(type("restores.velero.io"), "velero", name).orElseThrow().at("/status");
        return Json.mapper().convertValue(status, RestoreStatus.class);
    }

    Results results(String restore) {
        return Results.of(Json.tree(file(restore, "results")));
    }

    String log(String restore) {
        return new String(file(restore, "logs"), StandardCharsets.UTF_8);
    }

    private byte[] file(String restore, String what) {
        String key = "restores/%s/restore-%s-%s.gz".formatted(restore, restore, what);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bucket.content(key)))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
