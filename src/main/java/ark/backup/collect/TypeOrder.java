package ark.backup.collect;

import ark.backup.request.ResourceRules;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which types a backup lists, in the order of its archive.
///
/// Source: Velero 1.9.7, pkg/backup/item_collector.go.
public final class TypeOrder {
    private static final String EXTENSIONS = "extensions";

    /// Kinds that two groups serve, the same objects in both. The first group that is seen wins.
    private static final Map<String, Set<String>> COHABITING =
            Map.of(
                    "deployments", Set.of(EXTENSIONS, "apps"),
                    "daemonsets", Set.of(EXTENSIONS, "apps"),
                    "replicasets", Set.of(EXTENSIONS, "apps"),
                    "networkpolicies", Set.of(EXTENSIONS, "networking.k8s.io"),
                    "events", Set.of("", "events.k8s.io"));

    private TypeOrder() {}

    /// The types to list: pods, claims and volumes lead the core group, the group `extensions`
    /// comes
    /// last; of two groups that serve the same objects only the first.
    ///
    /// @param served in the order of discovery
    /// @param everyNamespace whether no namespace is left out
    public static List<ResourceType> of(
            List<ResourceType> served, ResourceRules rules, boolean everyNamespace) {
        var seen = new HashSet<String>();
        return served.stream()
                .sorted(Comparator.comparingInt(type -> rank(type.resource())))
                .filter(TypeOrder::storable)
                .filter(type -> rules.lists(type, everyNamespace))
                .filter(type -> !cohabits(type.resource()) || seen.add(type.resource().resource()))
                .toList();
    }

    /// Whether objects of a type can be read and made again.
    static boolean storable(ResourceType type) {
        return type.supports("list", "create", "get", "delete");
    }

    private static int rank(GroupResource resource) {
        return switch (resource.group()) {
            case "" ->
                    switch (resource.resource()) {
                        case "pods" -> 0;
                        case "persistentvolumeclaims" -> 1;
                        case "persistentvolumes" -> 2;
                        default -> 3;
                    };
            case EXTENSIONS -> 5;
            default -> 4;
        };
    }

    private static boolean cohabits(GroupResource resource) {
        return COHABITING.getOrDefault(resource.resource(), Set.of()).contains(resource.group());
    }
}
