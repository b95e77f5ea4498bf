package ark.item;

import java.util.List;

/// Which items: by namespace, by resource (`pods`, `deployments.apps`) and by labels.
///
/// @param anyOf an item must match one of these; none: labels do not matter
public record Selection(NameFilter namespaces, NameFilter resources, List<LabelSelector> anyOf) {
    public static final Selection EVERYTHING =
            new Selection(NameFilter.EVERYTHING, NameFilter.EVERYTHING, List.of());

    public Selection {
        anyOf = List.copyOf(anyOf);
    }

    /// Items of the named resources in any namespace.
    public static Selection ofResources(String... resources) {
        return new Selection(
                NameFilter.EVERYTHING, new NameFilter(List.of(resources), List.of()), List.of());
    }

    /// Whether namespace and resource match: all that can be said without the item's JSON.
    public boolean mayInclude(ItemKey key) {
        return resources.includes(key.resource().toString())
                && (key.clusterScoped() || namespaces.includes(key.namespace()));
    }

    public boolean includes(Item item) {
        return mayInclude(item.key())
                && (anyOf.isEmpty()
                        || anyOf.stream().anyMatch(selector -> selector.matches(item.labels())));
    }
}
