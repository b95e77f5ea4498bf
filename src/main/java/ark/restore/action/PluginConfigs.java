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
/// Ark's begin with `ark.heptio.com/`, and count where there is none of Velero's.
final class PluginConfigs {
    private final ClusterFacts facts;
    private final Map<List<String>, Optional<Map<String, String>>> read = new ConcurrentHashMap<>();

    PluginConfigs(ClusterFacts facts) {
        this.facts = facts;
    }

    /// The `data` of the action's ConfigMap, sorted by key; empty when there is no ConfigMap.
    ///
    /// @param names of the action; it may have been renamed
    /// @throws IllegalStateException when there are several
    Map<String, String> of(String... names) {
        return read.computeIfAbsent(List.of(names), this::find).orElse(Map.of());
    }

    private Optional<Map<String, String>> find(List<String> names) {
        return labelled(Labels.PLUGIN_CONFIG, names)
                .or(
                        () ->
                                labelled(
                                        Labels.ARK_PLUGIN_CONFIG,
                                        names.stream().map(Labels::inArk).toList()))
                .map(PluginConfigs::data);
    }

    private Optional<Item> labelled(String config, List<String> names) {
        List<String> selectors =
                names.stream().map(name -> config + "," + name + "=RestoreItemAction").toList();
        var found = new TreeMap<String, Item>(); // one may have the labels of both names
        for (String selector : selectors) {
            facts.configMaps(selector).forEach(map -> found.put(map.key().name(), map));
        }
        if (found.size() > 1) {
            throw new IllegalStateException(
                    "found more than one ConfigMap matching label selector \""
                            + String.join("\" or \"", selectors)
                            + "\"");
        }
        return found.values().stream().findFirst();
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
