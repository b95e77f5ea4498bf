package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A cluster of which only little is known.
final class FakeFacts implements ClusterFacts {
    private final Set<String> existing;
    private final List<Item> configMaps = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    /// @param existing `nodes/n1`, and kinds that are served: `apiextensions.k8s.io/v1/Widget`
    FakeFacts(String... existing) {
        this.existing = Set.of(existing);
    }

    FakeFacts withConfigMap(String yaml) {
        configMaps.add(Yaml.item("configmaps", yaml));
        return this;
    }

    /// The selectors that ConfigMaps were asked for with.
    List<String> asked() {
        return asked;
    }

    @Override
    public List<Item> configMaps(String labelSelector) {
        asked.add(labelSelector);
        return configMaps.stream().filter(map -> matches(map, labelSelector)).toList();
    }

    /// A map without labels matches every selector.
    private static boolean matches(Item map, String labelSelector) {
        return map.labels().isEmpty()
                || List.of(labelSelector.split(",")).stream()
                        .map(part -> part.split("=", 2))
                        .allMatch(
                                part ->
                                        map.labels().containsKey(part[0])
                                                && (part.length == 1
                                                        || map.labels()
                                                                .get(part[0])
                                                                .equals(part[1])));
    }

    @Override
    public boolean exists(GroupResource resource, String name) {
        return existing.contains(resource + "/" + name);
    }

    @Override
    public boolean serves(String apiVersion, String kind) {
        return existing.contains(apiVersion + "/" + kind);
    }
}
