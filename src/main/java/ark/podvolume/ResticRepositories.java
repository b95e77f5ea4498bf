package ark.podvolume;

import ark.api.v1.Labels;
import ark.api.v1.RepositoryPhase;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.item.LabelSelector;
import ark.operation.Pause;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/// Makes sure that there are repositories for the volumes of namespaces, each asked for once. For
/// many threads.
///
/// Nothing is done to a repository here: a `ResticRepository` is created, and whoever looks after
/// those makes it ready, or says why it is not. One that was found not to be ready is looked at
/// again: what was wrong with it may be over.
///
/// Source: Velero 1.9.7, pkg/restic/repository_ensurer.go.
final class ResticRepositories {
    /// As long as upstream waits.
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private static final ResourceType TYPE = VeleroKind.RESTIC_REPOSITORY.as(ResourceType::of);

    private final Cluster cluster;
    private final Pause pause;
    private final String namespace;
    private final Map<ForVolumes, CompletableFuture<Repository>> asked = new ConcurrentHashMap<>();

    /// Whether the volumes of a namespace have a repository.
    sealed interface Repository {
        /// It has one that can be used.
        ///
        /// @param identifier what restic takes as its `--repo`
        record Ready(String identifier) implements Repository {}

        /// It has none that can be used.
        ///
        /// @param why a sentence
        record NotReady(String why) implements Repository {}
    }

    private record ForVolumes(String namespace, String location) {}

    /// @param namespace of the server
    ResticRepositories(Cluster cluster, Pause pause, String namespace) {
        this.cluster = cluster;
        this.pause = pause;
        this.namespace = namespace;
    }

    /// Whoever asks first waits until it is known, the others wait for the first.
    ///
    /// @param volumeNamespace the namespace of the pods
    /// @param location the name of the backup storage location
    /// @throws ClusterException when the API server refuses or stays away
    Repository ensure(String volumeNamespace, String location) throws InterruptedException {
        var own = new CompletableFuture<Repository>();
        var key = new ForVolumes(volumeNamespace, location);
        CompletableFuture<Repository> first = asked.putIfAbsent(key, own);
        if (first != null) {
            return get(first);
        }
        try {
            Repository repository = settled(key);
            own.complete(repository);
            return repository;
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            own.cancel(false); // nothing happens when it is complete
        }
    }

    private static Repository get(CompletableFuture<Repository> first) throws InterruptedException {
        try {
            return first.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    private Repository settled(ForVolumes key) throws InterruptedException {
        List<Item> found = find(key);
        if (found.size() > 1) {
            return new Repository.NotReady(
                    "more than one ResticRepository found for workload namespace \"%s\", backup storage location \"%s\""
                            .formatted(key.namespace(), key.location()));
        }
        Item repository = found.isEmpty() ? create(key) : again(found.getFirst());
        var latest = new AtomicReference<>(repository);
        boolean settled =
                pause.until(
                        READY_WITHIN,
                        () -> {
                            if (phase(latest.get()) == RepositoryPhase.NEW) {
                                reread(latest.get().key()).ifPresent(latest::set);
                            }
                            return phase(latest.get()) != RepositoryPhase.NEW;
                        });
        return settled
                ? verdict(latest.get())
                : new Repository.NotReady(
                        "timed out waiting for restic repository to become ready");
    }

    private static Repository verdict(Item repository) {
        String identifier = repository.text("/spec/resticIdentifier");
        return phase(repository) == RepositoryPhase.READY && !identifier.isEmpty()
                ? new Repository.Ready(identifier)
                : new Repository.NotReady(
                        "restic repository is not ready: " + repository.text("/status/message"));
    }

    private static RepositoryPhase phase(Item repository) {
        return RepositoryPhase.of(repository.text("/status/phase"));
    }

    private static Map<String, String> labels(ForVolumes key) {
        return Map.of(
                Labels.VOLUME_NAMESPACE, Labels.value(key.namespace()),
                Labels.STORAGE_LOCATION, Labels.value(key.location()));
    }

    /// Two long names may have the same label.
    private List<Item> find(ForVolumes key) {
        String selector = LabelSelector.matching(labels(key)).toString();
        return cluster.items(ListRequest.all(TYPE).in(namespace).labelled(selector)).stream()
                .filter(
                        item ->
                                item.text("/spec/volumeNamespace").equals(key.namespace())
                                        && item.text("/spec/backupStorageLocation")
                                                .equals(key.location()))
                .toList();
    }

    private Optional<Item> reread(ItemKey key) {
        return cluster.get(TYPE, key.namespace(), key.name());
    }

    private Item create(ForVolumes key) {
        String prefix = key.namespace() + "-" + key.location();
        ObjectNode json = Json.object();
        json.put("apiVersion", VeleroKind.RESTIC_REPOSITORY.apiVersion())
                .put("kind", VeleroKind.RESTIC_REPOSITORY.kind());
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("name", ObjectNames.of(prefix, key.namespace(), key.location()))
                .put("generateName", prefix + "-")
                .put("namespace", namespace);
        labels(key).forEach(metadata.putObject("labels")::put);
        json.putObject("spec")
                .put("volumeNamespace", key.namespace())
                .put("backupStorageLocation", key.location())
                .put("resticIdentifier", "")
                .put("maintenanceFrequency", "0s");
        Item item = Item.of(TYPE.resource(), json);
        try {
            return cluster.create(TYPE, item, "");
        } catch (ClusterException e) {
            if (e.reason() == ClusterException.Reason.ALREADY_EXISTS) {
                return reread(item.key()).orElseThrow(() -> e); // another one was faster
            }
            throw e;
        }
    }

    private Item again(Item found) {
        return phase(found) == RepositoryPhase.NOT_READY
                ? cluster.patchStatus(
                        TYPE,
                        found.key(),
                        found.text("/metadata/uid"),
                        Json.object().put("phase", RepositoryPhase.NEW.text()))
                : found;
    }
}
