package ark.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.RestoreStatus;
import ark.api.v1.VeleroKind;
import ark.archive.ArchiveLimits;
import ark.archive.ArchiveWriter;
import ark.archive.Compression;
import ark.backupstore.BackupStore;
import ark.backupstore.Results;
import ark.backupstore.RunLog;
import ark.cluster.ClusterSettings;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.hook.FakeCommands;
import ark.item.Item;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Pause;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreRequest;
import ark.spi.ObjectStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.slf4j.event.Level;

/// An API server, a bucket with the backup `b1`, and what restores it.
final class RestoreWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T16:40:00Z");

    final FakeApiServer server = new FakeApiServer();
    final MemoryObjectStore bucket = new MemoryObjectStore();
    final FakeCommands commands = new FakeCommands();
    final PrometheusRegistry metrics = new PrometheusRegistry();
    private final RestoreMetrics restoreMetrics = new RestoreMetrics(metrics);
    private final Path scratch;

    /// What others do while a restore waits.
    volatile Runnable others = () -> {};

    volatile InstantSource clock = InstantSource.fixed(NOW);

    private final AtomicLong nanos = new AtomicLong();
    private final Pause pause =
            new Pause() {
                @Override
                public void of(Duration time) throws InterruptedException {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("cancelled");
                    }
                    nanos.addAndGet(time.toNanos());
                    others.run();
                }

                @Override
                public long nanoTime() {
                    return nanos.get();
                }
            };

    private ObjectStore reached = bucket;

    /// The feature `EnableAPIGroupVersions`.
    boolean choosesVersions;

    private final List<Archived> archived = new ArrayList<>();

    private record Archived(Item item, boolean preferred) {}

    /// @param scratch an empty directory
    RestoreWorld(Path scratch) {
        this.scratch = scratch;
        for (VeleroKind kind : VeleroKind.values()) {
            server.serve(kind.as(ResourceType::of));
        }
        server.add(
                "backupstoragelocations.velero.io",
                json("metadata: {name: default, namespace: velero}"));
        backup("{phase: Completed}");
    }

    /// Another status for the backup, and labels.
    void backup(String status, String... labels) {
        server.add(
                "backups.velero.io",
                json(
                        """
                        metadata: {name: b1, namespace: velero, labels: {%s}}
                        spec: {storageLocation: default}
                        status: %s
                        """
                                .formatted(String.join(", ", labels), status)));
    }

    static String json(String yaml) {
        return Yaml.tree(yaml).toString();
    }

    /// Puts an object into the backup.
    RestoreWorld archived(String resource, String yaml) {
        archived.add(new Archived(Yaml.item(resource, yaml), true));
        return this;
    }

    /// Puts an object into the backup in a version that is not the preferred one.
    RestoreWorld alsoArchived(String resource, String yaml) {
        archived.add(new Archived(Yaml.item(resource, yaml), false));
        return this;
    }

    RestoreWorld archivedConfigMaps(int count) {
        for (int i = 0; i < count; i++) {
            archived(
                    "configmaps",
                    """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: c%d, namespace: ns1, uid: old, ownerReferences: [{name: o}]}
                    data: {k: v%d}
                    """
                            .formatted(i, i));
        }
        return this;
    }

    /// Writes the backup to the bucket.
    RestoreWorld stored() {
        var out = new ByteArrayOutputStream();
        try (var writer = new ArchiveWriter(out, NOW, new Compression(1, 1))) {
            for (Archived each : archived) {
                Item item = each.item();
                String apiVersion = item.apiVersion().isEmpty() ? "v1" : item.apiVersion();
                String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
                writer.add(item.key(), version, each.preferred(), item.bytes());
            }
            writer.finish();
        }
        return stored(out.toByteArray());
    }

    RestoreWorld stored(byte[] archive) {
        bucket.put("backups/b1/velero-backup.json", "{}");
        bucket.put("backups/b1/b1.tar.gz", archive);
        return this;
    }

    /// What stands between the server and the bucket.
    RestoreWorld through(ObjectStore store) {
        reached = store;
        return this;
    }

    /// Creates the Restore `r1`.
    RestoreRequest.Id restore(String spec) {
        return restore(spec, "{}");
    }

    RestoreRequest.Id restore(String spec, String status) {
        Item item =
                server.add(
                        "restores.velero.io",
                        json(
                                """
                                metadata: {name: r1, namespace: velero}
                                spec: %s
                                status: %s
                                """
                                        .formatted(spec, status)));
        return new RestoreRequest.Id(
                "velero",
                "r1",
                item.text("/metadata/uid"),
                Instant.parse(item.text("/metadata/creationTimestamp")));
    }

    RestoreOperation operation() {
        return operation(settings());
    }

    RestoreOperation operation(RestoreSettings settings) {
        return new RestoreOperation(tools(), settings, pause);
    }

    RestoreTools tools() {
        return new RestoreTools(
                server.cluster(ClusterSettings.forServer().retryingFor(Duration.ofSeconds(30))),
                commands,
                _ -> new BackupStore(reached, ""),
                () -> clock.instant(),
                restoreMetrics);
    }

    RestoreSettings settings() {
        return new RestoreSettings(
                new RestoreSettings.Server("velero", "ark:1.0"),
                scratch,
                Priorities.DEFAULT,
                new RestoreSettings.Waits(
                        Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofHours(4)),
                choosesVersions,
                8,
                ArchiveLimits.DEFAULT,
                new RunLog.Settings(RunLog.Format.TEXT, Level.INFO));
    }

    /// The Restore as it is now.
    Item restore() {
        return server.stored("restores.velero.io", "velero", "r1").orElseThrow();
    }

    RestoreStatus status() {
        return Json.mapper().convertValue(restore().at("/status"), RestoreStatus.class);
    }

    Results results() {
        return Results.of(file("results"));
    }

    JsonNode resourceList() {
        return file("resource-list.json");
    }

    private JsonNode file(String name) {
        return Json.tree(unpacked("restores/r1/restore-r1-" + name + ".gz"));
    }

    String log() {
        return new String(unpacked("restores/r1/restore-r1-logs.gz"), UTF_8);
    }

    private byte[] unpacked(String key) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bucket.content(key)))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
