package ark.restore.action;

import ark.api.v1.Labels;
import ark.item.Item;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The ConfigMaps by which people configure actions, each read once per restore.
///
/// Source: Velero 1.9.7, pkg/plugin; a ConfigMap of the server's namespace with the label
/// `velero.io/plugin-config` and one that has the action's name and the value `RestoreItemAction`.
final class PluginConfigs {
    private final ClusterFacts facts;
    private final Map<String, Optional<Map<String, String>>> read = new ConcurrentHashMap<>();

    PluginConfigs(ClusterFacts facts) {
        this.facts = facts;
    }

    /// The `data` of the action's ConfigMap, sorted by key; empty when there is no ConfigMap.
    ///
    /// @throws IllegalStateException when there are several
    Map<String, String> of(String action) {
        return read.computeIfAbsent(action, this::find).orElse(Map.of());
    }

    private Optional<Map<String, String>> find(String action) {
        String selector = Labels.PLUGIN_CONFIG + "," + action + "=RestoreItemAction";
        List<Item> found = facts.configMaps(selector);
        if (found.size() > 1) {
            throw new IllegalStateException(
                    "found more than one ConfigMap matching label selector \"" + selector + "\"");
        }
        return found.stream().findFirst().map(PluginConfigs::data);
    }

    private static Map<String, String> data(Item configMap) {
        var data = new TreeMap<String, String>();
        configMap
                .at("/data")
                .properties()
                .forEach(e -> data.put(e.getKey(), e.getValue().asText()));
        return data;
    }
}
