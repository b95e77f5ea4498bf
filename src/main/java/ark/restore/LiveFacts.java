package ark.restore;

import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.restore.action.ClusterFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Facts about the cluster that is restored into, each asked for once.
final class LiveFacts implements ClusterFacts {
    private static final ResourceType CONFIG_MAPS =
            ResourceType.of(GroupResource.core("configmaps"), "v1", "ConfigMap", true);

    private final Cluster cluster;
    private final Supplier<ResourceCatalog> catalog;
    private final String namespace;
    private final Map<ItemKey, Boolean> existing = new ConcurrentHashMap<>();

    /// @param namespace of the server
    LiveFacts(Cluster cluster, Supplier<ResourceCatalog> catalog, String namespace) {
        this.cluster = cluster;
        this.catalog = catalog;
        this.namespace = namespace;
    }

    @Override
    public List<Item> configMaps(String labelSelector) {
        return cluster.items(ListRequest.all(CONFIG_MAPS).in(namespace).labelled(labelSelector));
    }

    @Override
    public boolean exists(GroupResource resource, String name) {
        return existing.computeIfAbsent(new ItemKey(resource, "", name), this::asked);
    }

    private boolean asked(ItemKey key) {
        Optional<ResourceType> type = catalog.get().find(key.resource());
        return type.isPresent() && cluster.get(type.get(), "", key.name()).isPresent();
    }

    @Override
    public boolean serves(String apiVersion, String kind) {
        return catalog.get().find(apiVersion, kind).isPresent();
    }
}
