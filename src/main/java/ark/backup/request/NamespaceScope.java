package ark.backup.request;

import ark.item.NameFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which namespaces a backup captures, with wildcards expanded against those that exist.
///
/// Source: Velero 1.18: only active namespaces answer to a wildcard, and one labelled
/// `velero.io/exclude-from-backup: "true"` is left out with all that is in it.
///
/// @param asked the filter as typed, and the labelled namespaces among the excluded
/// @param everything whether the backup's own filter leaves no namespace out
/// @param named the included namespaces by name; empty when all are included
/// @param missing asked for by name, and not there
public record NamespaceScope(
        NameFilter asked, boolean everything, Set<String> named, List<String> missing) {
    /// Above this, one list of the whole cluster is cheaper than a list for each namespace: it
    /// costs some 1.5 ms to ask, about what 25 objects cost.
    private static final int LIST_EACH_AT_MOST = 32;

    /// Every namespace.
    public static final NamespaceScope EVERYTHING =
            new NamespaceScope(NameFilter.EVERYTHING, true, Set.of(), List.of());

    public NamespaceScope {
        named = Set.copyOf(named);
        missing = List.copyOf(missing);
    }

    /// A namespace of the cluster.
    ///
    /// @param active whether it is not being deleted
    public record Known(String name, Map<String, String> labels, boolean active) {
        public Known {
            labels = Map.copyOf(labels);
        }
    }

    public static NamespaceScope of(NameFilter typed, List<Known> known) {
        var excluded = new ArrayList<>(typed.excluded());
        known.stream()
                .filter(namespace -> ExcludeLabel.isSet(namespace.labels()))
                .map(Known::name)
                .filter(name -> !typed.excluded().contains(name))
                .forEach(excluded::add);
        var asked = new NameFilter(typed.included(), excluded);
        if (asked.includesAll()) {
            return new NamespaceScope(asked, typed.everything(), Set.of(), List.of());
        }
        Set<String> names =
                known.stream()
                        .filter(namespace -> included(asked, namespace))
                        .map(Known::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = known.stream().map(Known::name).collect(Collectors.toSet());
        List<String> missing =
                typed.included().stream()
                        .filter(name -> !isPattern(name) && !name.isEmpty())
                        .filter(name -> !all.contains(name))
                        .distinct()
                        .toList();
        return new NamespaceScope(asked, false, names, missing);
    }

    private static boolean included(NameFilter asked, Known namespace) {
        boolean byName = asked.included().contains(namespace.name());
        return asked.includes(namespace.name()) && (byName || namespace.active());
    }

    static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /// Whether objects in a namespace are captured.
    public boolean includes(String namespace) {
        return asked.includesAll() ? asked.includes(namespace) : named.contains(namespace);
    }

    /// What to list, for one namespaced type: each namespace by itself, or "" for the whole
    /// cluster, whose objects must then pass [#includes].
    public List<String> listed() {
        if (asked.includesAll() || named.size() > LIST_EACH_AT_MOST) {
            return List.of("");
        }
        return named.stream().sorted().toList();
    }
}
