package ark.backup;

import ark.backup.BackupPlan.Exclusion;
import ark.backup.collect.Found;
import ark.backup.request.BackupRequest;
import ark.backup.request.NamespaceScope;
import ark.backup.request.ResourceRules;
import ark.cluster.ResourceType;
import ark.item.ItemKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Puts what was read into the order of the archive and says what is left out, and why.
///
/// Source of the order: Velero 1.9.7, pkg/backup/item_collector.go.
final class BackupPlanner {
    private final BackupRequest request;
    private final NamespaceScope namespaces;
    private final Set<ItemKey> planned = new HashSet<>();
    private final Set<String> filled = new HashSet<>();
    private final List<Exclusion> exclusions = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private BackupPlanner(BackupRequest request, NamespaceScope namespaces) {
        this.request = request;
        this.namespaces = namespaces;
    }

    /// Plans a backup.
    ///
    /// @param found in the order of the archive
    static BackupPlan plan(
            BackupRequest request, NamespaceScope namespaces, List<Found.OfType> found) {
        return new BackupPlanner(request, namespaces).plan(found);
    }

    private BackupPlan plan(List<Found.OfType> found) {
        var perType = new LinkedHashMap<ResourceType, List<ItemKey>>();
        for (Found.OfType ofType : found) {
            if (!ofType.type().resource().equals(ResourceRules.NAMESPACES)) {
                perType.put(ofType.type(), kept(ofType));
            } else {
                perType.put(ofType.type(), List.of()); // keeps its place; filled below
            }
        }
        for (Found.OfType ofType : found) {
            if (ofType.type().resource().equals(ResourceRules.NAMESPACES)) {
                perType.put(ofType.type(), keptNamespaces(ofType));
            }
        }
        List<ItemKey> keys = new ArrayList<>();
        perType.forEach((type, ofType) -> keys.addAll(inWantedOrder(type, ofType)));
        return new BackupPlan(keys, exclusions, warnings);
    }

    private List<ItemKey> kept(Found.OfType ofType) {
        var kept = new ArrayList<ItemKey>();
        for (Found item : ofType.items()) {
            Optional<String> reason = reasonToLeaveOut(item);
            if (reason.isPresent()) {
                exclusions.add(new Exclusion(item.key(), reason.get()));
            } else if (planned.add(item.key())) { // or-selectors list an object once for each
                kept.add(item.key());
                filled.add(item.key().namespace());
            }
        }
        return kept;
    }

    private static Optional<String> reasonToLeaveOut(Found item) {
        if (item.excluded()) {
            return Optional.of(BackupPlan.LABELLED);
        }
        return item.deleting() ? Optional.of(BackupPlan.BEING_DELETED) : Optional.empty();
    }

    /// Namespaces are taken when they are selected, by name or by label, or when something in them
    /// is captured.
    ///
    /// Source: Velero 1.18, pkg/backup/item_collector.go, the namespace tracker.
    private List<ItemKey> keptNamespaces(Found.OfType ofType) {
        var kept = new ArrayList<ItemKey>();
        for (Found namespace : ofType.items()) {
            Optional<String> reason =
                    reasonToLeaveOut(namespace).or(() -> reasonNotSelected(namespace));
            if (reason.isPresent()) {
                exclusions.add(new Exclusion(namespace.key(), reason.get()));
            } else if (planned.add(namespace.key())) {
                kept.add(namespace.key());
            }
        }
        return kept;
    }

    private Optional<String> reasonNotSelected(Found namespace) {
        String name = namespace.key().name();
        if (!namespaces.includes(name)) {
            return Optional.of(BackupPlan.NAMESPACE_EXCLUDED);
        }
        boolean selected =
                filled.contains(name)
                        || !namespaces.everything()
                        || request.filters().anyOf().isEmpty()
                        || request.filters().anyOf().stream()
                                .anyMatch(s -> s.matches(namespace.labels()));
        return selected ? Optional.empty() : Optional.of(BackupPlan.NAMESPACE_NOT_SELECTED);
    }

    private List<ItemKey> inWantedOrder(ResourceType type, List<ItemKey> keys) {
        List<String> wanted =
                request.filters().order().getOrDefault(type.resource().resource(), List.of());
        if (wanted.isEmpty()) {
            return keys;
        }
        var byPath = new LinkedHashMap<String, ItemKey>();
        keys.forEach(key -> byPath.put(key.path(), key));
        var ordered = new ArrayList<ItemKey>();
        for (String path : wanted) {
            ItemKey key = byPath.remove(path);
            if (key == null) {
                warnings.add("Cannot find resource '" + path + "'.");
            } else {
                ordered.add(key);
            }
        }
        ordered.addAll(byPath.values());
        return ordered;
    }
}
