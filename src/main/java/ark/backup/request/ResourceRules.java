package ark.backup.request;

import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.NameFilter;
import java.util.List;

/// Which kinds of resources a backup captures: one of two families of filters, never mixed.
///
/// Source: Velero 1.9.7 for the first family, 1.18 for the second
/// (pkg/util/collections/includes_excludes.go).
public sealed interface ResourceRules {
    GroupResource NAMESPACES = GroupResource.core("namespaces");

    /// Whether the objects of a type are listed.
    ///
    /// @param everyNamespace whether no namespace is left out
    boolean lists(ResourceType type, boolean everyNamespace);

    /// Whether an object of a type is taken that an action adds.
    boolean admits(ResourceType type);

    /// What to do with cluster-scoped objects in the first family.
    enum ClusterScoped {
        /// List them when every namespace is captured; else only what actions add.
        AUTO,
        ALL,
        /// None but the namespaces themselves.
        NONE
    }

    /// `includedResources`, `excludedResources`, `includeClusterResources`.
    record Plain(NameFilter resources, ClusterScoped clusterScoped) implements ResourceRules {
        @Override
        public boolean lists(ResourceType type, boolean everyNamespace) {
            boolean wanted =
                    switch (clusterScoped) {
                        case ALL -> true;
                        case AUTO -> everyNamespace || exempt(type);
                        case NONE -> exempt(type);
                    };
            return wanted && resources.includes(type.resource().toString());
        }

        @Override
        public boolean admits(ResourceType type) {
            return (clusterScoped != ClusterScoped.NONE || exempt(type))
                    && resources.includes(type.resource().toString());
        }

        private static boolean exempt(ResourceType type) {
            return type.namespaced() || type.resource().equals(NAMESPACES);
        }
    }

    /// The four filters of 1.11, two for each scope.
    record Scoped(NameFilter namespaced, NameFilter clusterScoped) implements ResourceRules {
        @Override
        public boolean lists(ResourceType type, boolean everyNamespace) {
            if (type.namespaced()) {
                return passes(namespaced, type);
            }
            if (excludes(clusterScoped, type)) {
                return false;
            }
            boolean unset =
                    clusterScoped.included().isEmpty() && clusterScoped.excluded().isEmpty();
            if (unset && everyNamespace && namespaced.everything()) {
                return true;
            }
            boolean named =
                    !clusterScoped.included().isEmpty()
                            && clusterScoped.includes(type.resource().toString());
            return named || type.resource().equals(NAMESPACES);
        }

        @Override
        public boolean admits(ResourceType type) {
            return type.namespaced() ? passes(namespaced, type) : !excludes(clusterScoped, type);
        }

        private static boolean passes(NameFilter filter, ResourceType type) {
            return !filter.excluded().contains("*") && filter.includes(type.resource().toString());
        }

        private static boolean excludes(NameFilter filter, ResourceType type) {
            var excludedOnly = new NameFilter(List.of("*"), filter.excluded());
            return filter.excluded().contains("*")
                    || !excludedOnly.includes(type.resource().toString());
        }
    }
}
