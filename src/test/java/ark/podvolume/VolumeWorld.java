package ark.podvolume;

import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.FakeApiServer;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.operation.Pause;
import ark.restore.action.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A cluster with volumes, for tests. Time passes in pauses only, and in each of them others do
/// what they have to do: the repositories' keeper, and node agents.
final class VolumeWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");

    final FakeApiServer api = new FakeApiServer();
    final Cluster cluster = api.cluster();
    private final AtomicLong nanos = new AtomicLong();

    /// What others do in a pause.
    volatile Runnable others = this::keepRepositories;

    final VolumeTools tools =
            new VolumeTools(
                    cluster,
                    InstantSource.fixed(NOW),
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
                    });

    VolumeWorld() {
        for (VeleroKind kind : VeleroKind.values()) {
            api.serve(kind.as(ResourceType::of));
        }
        api.serve(
                ResourceType.of(
                        GroupResource.core("persistentvolumeclaims"),
                        "v1",
                        "PersistentVolumeClaim",
                        true));
        agent("restic-1", "name: restic", "node1", "status: {phase: Running}");
    }

    Duration passed() {
        return Duration.ofNanos(nanos.get());
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    void agent(String name, String label, String node, String more) {
        api.add(
                "pods",
                Yaml.tree(
                                """
                                metadata: {name: %s, namespace: velero, labels: {%s}}
                                spec: {nodeName: %s}
                                %s
                                """
                                        .formatted(name, label, node, more))
                        .toString());
    }

    void removeAgent(String name) {
        api.remove(new ItemKey(GroupResource.core("pods"), "velero", name));
    }

    List<Item> all(VeleroKind kind) {
        return cluster.items(ListRequest.all(kind.as(ResourceType::of)).in("velero"));
    }

    void keepRepositories() {
        for (Item repository : all(VeleroKind.RESTIC_REPOSITORY)) {
            if (repository.text("/status/phase").replace("New", "").isEmpty()) {
                String namespace = repository.text("/spec/volumeNamespace");
                patch(
                        repository,
                        "spec: {resticIdentifier: 's3:x/restic/" + namespace + "'}",
                        namespace.equals("broken")
                                ? "{phase: NotReady, message: wrong password}"
                                : "{phase: Ready}");
            }
        }
    }

    /// Everybody does his work at once.
    void finishAll(String status) {
        keepRepositories();
        for (VeleroKind kind :
                List.of(VeleroKind.POD_VOLUME_BACKUP, VeleroKind.POD_VOLUME_RESTORE)) {
            all(kind).stream()
                    .filter(volume -> volume.text("/status/phase").isEmpty())
                    .forEach(volume -> patch(volume, "", status));
        }
    }

    void patch(Item object, String patch, String status) {
        api.add(
                object.key().resource().toString(),
                object.edit(
                                json -> {
                                    if (!patch.isEmpty()) {
                                        json.withObject("/spec")
                                                .setAll((ObjectNode) Yaml.tree(patch).get("spec"));
                                    }
                                    json.withObject("/status").setAll(Yaml.tree(status));
                                })
                        .copyOfJson()
                        .toString());
    }

    Optional<Item> stored(Item object) {
        ItemKey key = object.key();
        return api.stored(key.resource().toString(), key.namespace(), key.name());
    }

    /// An object without what a server sets, under another name.
    static JsonNode bare(Item object, String name) {
        ObjectNode json = object.copyOfJson();
        json.withObject("/metadata")
                .remove(List.of("uid", "resourceVersion", "creationTimestamp", "managedFields"))
                .put("name", name);
        return json;
    }

    @Override
    public void close() {
        api.close();
    }
}
