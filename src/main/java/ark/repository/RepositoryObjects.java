package ark.repository;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.GoDuration;
import ark.api.v1.Labels;
import ark.api.v1.RepositoryPhase;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.item.LabelSelector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The resources of the server's namespace that tell of repositories.
///
/// A BackupRepository of type restic shows each ResticRepository to clients of Velero 1.10 and
/// later: the one that such a server has left, else one of our own. What it says of maintenance
/// counts where the ResticRepository says nothing; besides, it is only written, and what somebody
/// else writes into it is overwritten.
final class RepositoryObjects {
    static final ResourceType REPOSITORIES = VeleroKind.RESTIC_REPOSITORY.as(ResourceType::of);
    private static final ResourceType MIRRORS = VeleroKind.BACKUP_REPOSITORY.as(ResourceType::of);
    private static final ResourceType LOCATIONS =
            VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);

    /// Source: Velero 1.10, `pkg/apis/velero/v1/labels_annotations.go`.
    private static final String TYPE_LABEL = "velero.io/repository-type";

    private static final String RESTIC = "restic";

    /// What makes two of them one repository; their labels may be shortened.
    private static final List<String> SAME =
            List.of("/spec/volumeNamespace", "/spec/backupStorageLocation", "/spec/repositoryType");

    private final Cluster cluster;
    private final String namespace;

    RepositoryObjects(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    Optional<Item> repository(String name) {
        return cluster.get(REPOSITORIES, namespace, name);
    }

    Optional<BackupStorageLocation> location(String name) {
        return name.isEmpty()
                ? Optional.empty()
                : cluster.get(LOCATIONS, namespace, name).map(BackupStorageLocation::of);
    }

    /// The namespaces whose volumes are known to have a repository in a location.
    List<String> volumeNamespaces(String location) {
        return cluster.items(ListRequest.all(REPOSITORIES).in(namespace)).stream()
                .filter(each -> each.text("/spec/backupStorageLocation").equals(location))
                .map(each -> each.text("/spec/volumeNamespace"))
                .toList();
    }

    /// Fills in what its creator leaves to the server.
    ///
    /// @param address "" leaves it as it is
    Item complete(Item repository, String address, Duration every) {
        ObjectNode spec = Json.object();
        String frequency = repository.text("/spec/maintenanceFrequency");
        if (saysNothing(frequency)) {
            String later =
                    mirrorsOf(repository).stream()
                            .map(mirror -> mirror.text("/spec/maintenanceFrequency"))
                            .filter(each -> !saysNothing(each) && isDuration(each))
                            .findFirst()
                            .orElseGet(() -> GoDuration.format(every));
            spec.put("maintenanceFrequency", later);
        }
        if (!address.isEmpty() && !repository.text("/spec/resticIdentifier").equals(address)) {
            spec.put("resticIdentifier", address);
        }
        if (spec.isEmpty()) {
            return repository;
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", repository.text("/metadata/uid"));
        patch.set("spec", spec);
        return cluster.patch(REPOSITORIES, repository.key(), patch);
    }

    private static boolean saysNothing(String frequency) {
        return List.of("", "0", "0s").contains(frequency);
    }

    private static boolean isDuration(String text) {
        try {
            return GoDuration.parse(text).isPositive();
        } catch (IllegalArgumentException | DateTimeException e) { // somebody wrote anything
            return false;
        }
    }

    /// The BackupRepositories of the same repository, whoever made them, by name.
    private List<Item> mirrorsOf(Item repository) {
        Item own = mirrorOf(repository);
        String selector = LabelSelector.matching(own.labels()).toString();
        return cluster.items(ListRequest.all(MIRRORS).in(namespace).labelled(selector)).stream()
                .filter(found -> SAME.stream().allMatch(at -> found.text(at).equals(own.text(at))))
                .sorted(Comparator.comparing(found -> found.key().name()))
                .toList();
    }

    Item patchStatus(Item repository, ObjectNode status) {
        return cluster.patchStatus(
                REPOSITORIES, repository.key(), repository.text("/metadata/uid"), status);
    }

    /// Shows a repository as a BackupRepository.
    void mirror(Item repository) {
        Item wanted = mirrorOf(repository);
        Optional<Item> found =
                mirrorsOf(repository).stream()
                        .findFirst()
                        .or(() -> cluster.get(MIRRORS, namespace, wanted.key().name()));
        if (found.isEmpty()) {
            try {
                cluster.create(MIRRORS, wanted, "");
            } catch (ClusterException e) {
                if (e.reason() != Reason.ALREADY_EXISTS) {
                    throw e;
                }
            }
        } else if (!found.get().at("/spec").equals(wanted.at("/spec"))
                || !found.get().at("/status").equals(wanted.at("/status"))) {
            ObjectNode patch = Json.object();
            patch.set("spec", wanted.at("/spec"));
            patch.set("status", withRemovals(found.get(), wanted));
            cluster.patch(MIRRORS, found.get().key(), patch);
        }
    }

    private static ObjectNode withRemovals(Item found, Item wanted) {
        ObjectNode status = Json.object();
        found.at("/status").fieldNames().forEachRemaining(status::putNull);
        wanted.at("/status").properties().forEach(e -> status.set(e.getKey(), e.getValue()));
        return status;
    }

    private Item mirrorOf(Item repository) {
        String volumeNamespace = repository.text("/spec/volumeNamespace");
        String location = repository.text("/spec/backupStorageLocation");
        ObjectNode json = Json.object();
        json.put("apiVersion", VeleroKind.BACKUP_REPOSITORY.apiVersion())
                .put("kind", VeleroKind.BACKUP_REPOSITORY.kind());
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("namespace", namespace).put("name", repository.key().name() + "-restic");
        metadata.putObject("labels")
                .put(Labels.VOLUME_NAMESPACE, Labels.value(volumeNamespace))
                .put(Labels.STORAGE_LOCATION, Labels.value(location))
                .put(TYPE_LABEL, RESTIC);
        metadata.putArray("ownerReferences") // it goes with its repository
                .addObject()
                .put("apiVersion", VeleroKind.RESTIC_REPOSITORY.apiVersion())
                .put("kind", VeleroKind.RESTIC_REPOSITORY.kind())
                .put("name", repository.key().name())
                .put("uid", repository.text("/metadata/uid"));
        json.putObject("spec")
                .put("volumeNamespace", volumeNamespace)
                .put("backupStorageLocation", location)
                .put("repositoryType", RESTIC)
                .put("resticIdentifier", repository.text("/spec/resticIdentifier"))
                .put("maintenanceFrequency", repository.text("/spec/maintenanceFrequency"));
        ObjectNode status = json.putObject("status");
        for (String field : new String[] {"phase", "message", "lastMaintenanceTime"}) {
            String value = repository.text("/status/" + field);
            if (!value.isEmpty()) {
                status.put(field, value);
            }
        }
        return Item.of(MIRRORS.resource(), json);
    }

    ItemKey key(String name) {
        return new ItemKey(REPOSITORIES.resource(), namespace, name);
    }

    static RepositoryPhase phase(Item repository) {
        return RepositoryPhase.of(repository.text("/status/phase"));
    }
}
