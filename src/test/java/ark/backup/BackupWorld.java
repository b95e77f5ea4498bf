package ark.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VeleroKind;
import ark.archive.Compression;
import ark.backup.request.BackupId;
import ark.backup.request.PodVolumeWish;
import ark.backup.request.RequestDefaults;
import ark.backupstore.BackupStore;
import ark.backupstore.RunLog;
import ark.cluster.FakeApiServer;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.hook.FakeCommands;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Pause;
import ark.podvolume.VolumeTimeout;
import ark.spi.ObjectStore;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.event.Level;

/// A cluster and a bucket in which backups are made, for tests.
final class BackupWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");

    /// The status of a volume whose snapshot is stored.
    static final String STORED =
            "{'phase': 'Completed', 'snapshotID': 'a4efe810', 'progress': {'totalBytes': 5015,"
                    + " 'bytesDone': 5015}, 'startTimestamp': '2026-11-21T16:15:20Z',"
                    + " 'completionTimestamp': '2026-11-21T16:15:22Z'}";

    /// What the clock shows.
    volatile Instant now = NOW;

    final FakeApiServer api = new FakeApiServer();
    final MemoryObjectStore bucket = new MemoryObjectStore();
    final PrometheusRegistry registry = new PrometheusRegistry();
    private final Path scratch;
    final BackupTools tools;
    final FakeCommands commands = new FakeCommands();

    /// The feature `EnableAPIGroupVersions`.
    boolean everyVersion;

    /// `backup/uid/namespace` whose snapshots were to be forgotten; `*` for every namespace.
    final List<String> forgotten = new CopyOnWriteArrayList<>();

    /// Why snapshots cannot be forgotten now.
    volatile Optional<String> locked = Optional.empty();

    /// What others do while a backup waits.
    volatile Runnable others = () -> {};

    /// The status that an agent gives to a volume of that name. [#STORED] where there is none.
    final Map<String, String> endings = new HashMap<>();

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

    /// What stands between a backup and the bucket.
    UnaryOperator<ObjectStore> between = UnaryOperator.identity();

    static RequestDefaults defaults(boolean everyPodVolume) {
        return new RequestDefaults(
                "default",
                Map.of(),
                RequestDefaults.TTL,
                new PodVolumeWish(everyPodVolume, new VolumeTimeout(VolumeTimeout.DEFAULT, "")));
    }

    /// @param scratch removed by the caller
    BackupWorld(Path scratch) {
        this.scratch = scratch;
        tools =
                new BackupTools(
                        api.cluster(),
                        _ -> new BackupStore(between.apply(bucket), ""),
                        () -> now,
                        pause,
                        commands,
                        repositories(),
                        new BackupMetrics(registry));
        serve("persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc");
        serve("persistentvolumes", "PersistentVolume", false, "pv");
        serve("serviceaccounts", "ServiceAccount", true, "sa");
        serve("priorityclasses.scheduling.k8s.io", "PriorityClass", false, "pc");
        serve("roles.rbac.authorization.k8s.io", "Role", true);
        serve("rolebindings.rbac.authorization.k8s.io", "RoleBinding", true);
        serve("clusterroles.rbac.authorization.k8s.io", "ClusterRole", false);
        serve("clusterrolebindings.rbac.authorization.k8s.io", "ClusterRoleBinding", false);
        serve(
                "customresourcedefinitions.apiextensions.k8s.io",
                "CustomResourceDefinition",
                false,
                "crd");
        for (VeleroKind kind : VeleroKind.values()) {
            serve(kind.resource().toString(), kind.kind(), true);
        }
        location("default", "{}");
    }

    private LeftSnapshots.Repositories repositories() {
        return new LeftSnapshots.Repositories() {
            @Override
            public Optional<String> forgetAllOf(
                    String backup, String uid, String namespace, BackupStorageLocation location) {
                assertThat(location.getMetadata().getName()).isEqualTo("default");
                forgotten.add(backup + "/" + uid + "/" + namespace);
                return locked;
            }

            @Override
            public Optional<String> forgetAllOf(
                    String backup, String uid, BackupStorageLocation location) {
                return forgetAllOf(backup, uid, "*", location);
            }
        };
    }

    /// Forgets the snapshots of a backup that failed, as whoever leads does.
    void forgetLeft(BackupId id) {
        new LeftSnapshots(tools).forget(id);
    }

    BackupSettings settings() {
        return new BackupSettings(
                "server-1",
                scratch,
                defaults(false),
                everyVersion,
                new Compression(1, 1),
                new RunLog.Settings(RunLog.Format.TEXT, Level.DEBUG));
    }

    void serve(String name, String kind, boolean namespaced, String... shortNames) {
        serve(name, "v1", kind, namespaced, shortNames);
    }

    void serve(String name, String version, String kind, boolean namespaced, String... shortNames) {
        GroupResource resource = GroupResource.parse(name);
        ResourceType plain = ResourceType.of(resource, version, kind, namespaced);
        api.serve(
                new ResourceType(
                        resource,
                        version,
                        kind,
                        namespaced,
                        plain.verbs(),
                        List.of(shortNames),
                        kind.toLowerCase(Locale.ROOT),
                        false));
    }

    void location(String name, String fields) {
        ObjectNode location = json(fields);
        location.withObject("/metadata").put("namespace", "velero").put("name", name);
        location.withObject("/spec").put("provider", "memory");
        api.add("backupstoragelocations.velero.io", location.toString());
    }

    /// JSON in which apostrophes stand for quotation marks.
    static ObjectNode json(String text) {
        return Json.object(text.replace('\'', '"').getBytes(UTF_8));
    }

    /// Stores an object: `pods foo/bar`, `persistentvolumes pv-1`, and more of its JSON behind
    /// that.
    void add(String text) {
        String[] words = text.split(" ", 3);
        String[] path = words[1].split("/", -1);
        ObjectNode object = words.length > 2 ? json(words[2]) : Json.object();
        object.withObject("/metadata").put("name", path[path.length - 1]);
        if (path.length > 1) {
            object.withObject("/metadata").put("namespace", path[0]);
        }
        api.add(words[0], object.toString());
    }

    /// A new Backup.
    ///
    /// @param spec JSON in which apostrophes stand for quotation marks
    BackupId create(String name, String spec) {
        ObjectNode backup = Json.object();
        backup.putObject("metadata").put("namespace", "velero").put("name", name);
        backup.set("spec", json(spec));
        Item created = api.add("backups.velero.io", backup.toString());
        return new BackupId("velero", name, created.text("/metadata/uid"));
    }

    /// Runs a backup to its end.
    ///
    /// @return the Backup then
    Item run(BackupId id) {
        new BackupOperation(tools, settings()).run(id);
        return stored(id);
    }

    Item run(String name, String spec) {
        return run(create(name, spec));
    }

    /// Makes a Backup one that a server works on.
    ///
    /// @return the Backup then
    Item inProgress(BackupId id) {
        return inPhase(id, "InProgress");
    }

    /// Gives a Backup a phase, and the location that every Backup has once it is begun.
    Item inPhase(BackupId id, String phase) {
        return change(
                stored(id),
                json -> {
                    json.withObject("/spec").put("storageLocation", "default");
                    json.putObject("status").put("phase", phase);
                });
    }

    /// Changes what is stored of an object.
    ///
    /// @return the object then
    Item change(Item item, Consumer<ObjectNode> change) {
        return api.add(item.key().resource().toString(), item.edit(change).copyOfJson().toString());
    }

    /// A pod of the node agent, on node `n1`.
    void nodeAgent() {
        add(
                "pods velero/restic-1 {'metadata': {'labels': {'name': 'restic'}},"
                        + " 'spec': {'nodeName': 'n1'}, 'status': {'phase': 'Running'}}");
    }

    /// What was asked of node agents.
    List<Item> volumes() {
        return all("podvolumebackups.velero.io");
    }

    /// What the keeper of repositories and the agents do: every repository becomes ready, every
    /// volume ends.
    void work() {
        all("resticrepositories.velero.io")
                .forEach(
                        repository ->
                                patch(
                                        repository,
                                        "{'spec': {'resticIdentifier': 's3:x/foo'}, 'status':"
                                                + " {'phase': 'Ready'}}"));
        volumes().stream()
                .filter(volume -> volume.text("/status/phase").isEmpty())
                .forEach(
                        volume -> {
                            String name = volume.text("/spec/volume");
                            String status = endings.getOrDefault(name, STORED);
                            patch(volume, "{'status': " + status + "}");
                        });
    }

    private List<Item> all(String resource) {
        return api.cluster().items(ListRequest.all(api.type(resource)));
    }

    private void patch(Item item, String patch) {
        ItemKey key = item.key();
        api.cluster().patch(api.type(key.resource().toString()), key, json(patch));
    }

    /// Settles a backup as a server does that has just begun to lead.
    void settle(BackupId id) {
        settlement().settle(id);
    }

    Settlement settlement() {
        return new Settlement(tools, settings());
    }

    Item stored(BackupId id) {
        return api.stored("backups.velero.io", id.namespace(), id.name()).orElseThrow();
    }

    /// A file of a backup, without compression where it has one.
    String file(String backup, String file) {
        byte[] content = bucket.content("backups/" + backup + "/" + file);
        return file.endsWith("gz")
                ? new String(unzipped(content), UTF_8)
                : new String(content, UTF_8);
    }

    private static byte[] unzipped(byte[] content) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The files of a backup's archive by their paths, in the order of the archive.
    Map<String, String> archive(String backup) {
        var files = new LinkedHashMap<String, String>();
        byte[] content = bucket.content("backups/" + backup + "/" + backup + ".tar.gz");
        var bytes = new ByteArrayInputStream(unzipped(content));
        try (var tar = new TarArchiveInputStream(bytes, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /// What is in an archive, in its order: `pods foo/bar`, `persistentvolumes pv-1`.
    List<String> items(String backup) {
        return archive(backup).keySet().stream()
                .filter(path -> path.startsWith("resources/"))
                .filter(path -> !path.contains("-preferredversion/"))
                .map(path -> path.replaceAll("^resources/|\\.json$", ""))
                .map(path -> path.replaceFirst("/(namespaces|cluster)/", " "))
                .toList();
    }

    @Override
    public void close() {
        api.close();
    }
}
