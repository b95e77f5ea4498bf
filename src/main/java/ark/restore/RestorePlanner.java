package ark.restore;

import ark.api.v1.Annotations;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.ItemOutcome;
import ark.item.NameFilter;
import ark.restore.request.RestoreRequest;
import ark.restore.request.RestoreRequest.ClusterScope;
import ark.restore.request.RestoreRequest.Filter;
import ark.restore.version.VersionChoice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Chooses and orders what is restored. Pure: it knows keys, labels and the names that a cluster
/// serves.
///
/// Source of order and filters: Velero 1.9.7 and 1.18, pkg/restore.
final class RestorePlanner {
    static final GroupResource DEFINITIONS =
            new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    static final GroupResource NAMESPACES = GroupResource.core("namespaces");

    /// Orders to a server. Without their status they look new, and would be carried out again: a
    /// DeleteBackupRequest deletes a backup.
    private static final Set<String> ORDERS =
            Set.of(
                    "deletebackuprequests.velero.io",
                    "downloadrequests.velero.io",
                    "podvolumebackups.velero.io",
                    "podvolumerestores.velero.io",
                    "serverstatusrequests.velero.io");

    /// They act on whatever is created after them, and their backends are among the others.
    private static final Set<String> LATE =
            Set.of(
                    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    "validatingwebhookconfigurations.admissionregistration.k8s.io");

    private static final Comparator<ItemKey> WITHIN_A_WAVE =
            Comparator.comparing((ItemKey key) -> key.resource().toString())
                    .thenComparing(ItemKey::namespace)
                    .thenComparing(ItemKey::name);

    private final Filter filter;
    private final NameFilter statuses;
    private final Priorities priorities;
    private final VersionChoice versions;
    private final Contents contents;
    private final Set<GroupResource> archived;

    /// What an archive holds.
    interface Contents {
        List<ItemKey> keys();

        /// The labels of an item; none when it cannot be read, so that it is tried and reported.
        Optional<Map<String, String>> labels(ItemKey key);

        /// In which versions there is an item.
        VersionChoice.Archived versions(ItemKey key);
    }

    RestorePlanner(
            RestoreRequest request,
            Priorities priorities,
            VersionChoice versions,
            Contents contents) {
        this.filter = request.filter();
        this.statuses = request.handling().statuses();
        this.priorities = priorities;
        this.versions = versions;
        this.contents = contents;
        this.archived =
                contents.keys().stream()
                        .map(ItemKey::resource)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// What is restored first, since all else depends on it: CustomResourceDefinitions. With
    /// [ClusterScope#NEEDED] and some namespaces left out these are the definitions of the kinds
    /// that are restored and that the cluster does not serve.
    RestorePlan definitions(ResourceCatalog catalog) {
        NameFilter resources = names(catalog).resolve(filter.resources());
        if (!resources.includes(DEFINITIONS.toString())
                || filter.clusterScope() == ClusterScope.NONE) {
            return new RestorePlan(List.of(), List.of(), Map.of());
        }
        Set<String> needed = needed(resources, catalog);
        List<ItemKey> keys =
                contents.keys().stream()
                        .filter(key -> key.resource().equals(DEFINITIONS))
                        .filter(key -> needed.contains(key.name()) || selected(key, resources))
                        .sorted(WITHIN_A_WAVE)
                        .toList();
        return new RestorePlan(keys.isEmpty() ? List.of() : List.of(keys), List.of(), Map.of());
    }

    private Set<String> needed(NameFilter resources, ResourceCatalog catalog) {
        return contents.keys().stream()
                .filter(key -> !key.clusterScoped() && catalog.find(key.resource()).isEmpty())
                .filter(key -> selected(key, resources))
                .map(key -> key.resource().toString())
                .collect(Collectors.toSet());
    }

    /// Everything but the definitions.
    ///
    /// @param catalog of the cluster with the definitions in it
    RestorePlan everythingElse(ResourceCatalog catalog) {
        NameFilter resources = names(catalog).resolve(filter.resources());
        var selected = new ArrayList<ItemKey>();
        var leftOut = new ArrayList<ItemOutcome.Skipped>();
        var unserved = new TreeMap<GroupResource, List<ItemKey>>();
        for (ItemKey key : contents.keys()) {
            if (key.resource().equals(DEFINITIONS) || !selected(key, resources)) {
                continue;
            }
            if (ORDERS.contains(key.resource().toString())) {
                leftOut.add(new ItemOutcome.Skipped(key, "it is an order to a server"));
            } else if (catalog.find(key.resource()).isEmpty()) {
                unserved.computeIfAbsent(key.resource(), _ -> new ArrayList<>()).add(key);
            } else {
                selected.add(key);
            }
        }
        return new RestorePlan(waves(selected, names(catalog)), leftOut, unserved);
    }

    /// Whether an item that another one needs may be restored. It need not be selected by labels,
    /// nor, when it is cluster-scoped, by namespaces.
    boolean admitsAdditional(ItemKey key, ResourceCatalog catalog) {
        NameFilter resources = names(catalog).resolve(filter.resources());
        boolean inScope =
                key.clusterScoped()
                        ? filter.clusterScope() != ClusterScope.NONE
                        : filter.namespaces().includes(key.namespace());
        return inScope
                && resources.includes(key.resource().toString())
                && !ORDERS.contains(key.resource().toString());
    }

    /// The version in which an item is restored; empty for the one at its plain path.
    Optional<VersionChoice.Choice> version(ItemKey key, ResourceCatalog catalog) {
        List<String> served =
                catalog.versions(key.resource()).stream().map(ResourceType::version).toList();
        return versions.of(key.resource(), contents.versions(key), served);
    }

    /// The status to restore with an item; a missing node for none. The item's own annotation
    /// counts
    /// more than the Restore.
    JsonNode status(Item item, ResourceCatalog catalog) {
        String own =
                item.annotations()
                        .getOrDefault(Annotations.RESTORE_STATUS, "")
                        .toLowerCase(Locale.ROOT);
        boolean wanted =
                own.equals("true") || (!own.equals("false") && wantsStatus(item.key(), catalog));
        JsonNode status = item.at("/status");
        return wanted && !status.isEmpty() ? status : MissingNode.getInstance();
    }

    private boolean wantsStatus(ItemKey key, ResourceCatalog catalog) {
        return !statuses.equals(RestoreRequest.Handling.NO_STATUS)
                && names(catalog).resolve(statuses).includes(key.resource().toString());
    }

    /// Names of resources in the Restore that neither the cluster nor the archive knows.
    ///
    /// @param included asked for
    /// @param excluded by a person, not by every restore
    record UnknownNames(List<String> included, List<String> excluded) {}

    /// @param catalog of the cluster with the definitions in it
    UnknownNames unknownNames(ResourceCatalog catalog) {
        ResourceNames names = names(catalog);
        var excluded = new ArrayList<>(filter.resources().excluded());
        excluded.removeAll(RestoreRequest.NON_RESTORABLE);
        return new UnknownNames(
                names.unknown(filter.resources().included()), names.unknown(excluded));
    }

    private ResourceNames names(ResourceCatalog catalog) {
        return new ResourceNames(catalog, archived);
    }

    private boolean selected(ItemKey key, NameFilter resources) {
        return resources.includes(key.resource().toString()) && inScope(key) && labelled(key);
    }

    private boolean inScope(ItemKey key) {
        if (!key.clusterScoped()) {
            return filter.namespaces().includes(key.namespace());
        }
        return switch (filter.clusterScope()) {
            case ALL -> !key.resource().equals(NAMESPACES) || namespaceIncluded(key);
            case NONE -> false;
            case NEEDED ->
                    key.resource().equals(NAMESPACES)
                            ? namespaceIncluded(key)
                            : filter.namespaces().everything();
        };
    }

    /// A Namespace comes back with what was in it, and also when nothing was.
    private boolean namespaceIncluded(ItemKey namespace) {
        return filter.namespaces().includes(namespace.name());
    }

    private boolean labelled(ItemKey key) {
        if (filter.anyOf().isEmpty()) {
            return true;
        }
        Optional<Map<String, String>> labels = contents.labels(key);
        return labels.isEmpty()
                || filter.anyOf().stream().anyMatch(selector -> selector.matches(labels.get()));
    }

    private List<List<ItemKey>> waves(List<ItemKey> selected, ResourceNames names) {
        Map<GroupResource, List<ItemKey>> byResource =
                selected.stream().collect(Collectors.groupingBy(ItemKey::resource));
        List<GroupResource> high = resolve(priorities.high(), names);
        List<GroupResource> low = resolve(priorities.low(), names);
        low.removeAll(high);
        Set<GroupResource> middle = new HashSet<>(byResource.keySet());
        middle.removeAll(high);
        middle.removeAll(low);

        var waves = new ArrayList<List<ItemKey>>();
        high.forEach(resource -> waves.add(byResource.getOrDefault(resource, List.of())));
        Map<Boolean, List<ItemKey>> others =
                middle.stream()
                        .flatMap(resource -> byResource.getOrDefault(resource, List.of()).stream())
                        .collect(
                                Collectors.partitioningBy(
                                        key -> LATE.contains(key.resource().toString())));
        waves.add(others.getOrDefault(false, List.of()));
        waves.add(others.getOrDefault(true, List.of()));
        low.forEach(resource -> waves.add(byResource.getOrDefault(resource, List.of())));
        return waves.stream()
                .filter(wave -> !wave.isEmpty())
                .map(wave -> wave.stream().sorted(WITHIN_A_WAVE).toList())
                .toList();
    }

    private static List<GroupResource> resolve(List<String> typed, ResourceNames names) {
        var resources = new LinkedHashSet<GroupResource>();
        typed.forEach(name -> names.find(name).ifPresent(resources::add));
        return new ArrayList<>(resources);
    }

    /// Turns the names of resources, as somebody typed them (`po`, `Deployment`, `widgets`), into
    /// those
    /// of the archive: `pods`, `deployments.apps`.
    ///
    /// The cluster's names count first. What it does not serve (yet) may be named as the archive
    /// has
    /// it. A name that nobody knows stays as it is: included it matches nothing, excluded it has no
    /// effect.
    private static final class ResourceNames {
        private final ResourceCatalog catalog;
        private final Set<GroupResource> archived;

        /// @param archived the resources that the archive holds
        ResourceNames(ResourceCatalog catalog, Set<GroupResource> archived) {
            this.catalog = catalog;
            this.archived = Set.copyOf(archived);
        }

        NameFilter resolve(NameFilter typed) {
            return new NameFilter(resolve(typed.included()), resolve(typed.excluded()));
        }

        private List<String> resolve(List<String> typed) {
            return typed.stream()
                    .map(name -> find(name).map(GroupResource::toString).orElse(name))
                    .toList();
        }

        List<String> unknown(List<String> typed) {
            return typed.stream()
                    .filter(name -> !name.equals("*") && find(name).isEmpty())
                    .toList();
        }

        /// The resource that a name means.
        Optional<GroupResource> find(String typed) {
            if (typed.equals("*")) {
                return Optional.empty();
            }
            return catalog.find(typed).map(ResourceType::resource).or(() -> findArchived(typed));
        }

        private Optional<GroupResource> findArchived(String typed) {
            return archived.stream()
                    .filter(r -> r.toString().equals(typed) || r.resource().equals(typed))
                    .sorted()
                    .findFirst();
        }
    }
}
