package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// Maps the node that a claim's volume was meant for; without a mapping the node must exist here,
/// else the annotation goes, so that the volume can be made somewhere.
final class SelectedNodeAction implements RestoreItemAction {
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private final PluginConfigs configs;
    private final ClusterFacts facts;

    SelectedNodeAction(PluginConfigs configs, ClusterFacts facts) {
        this.configs = configs;
        this.facts = facts;
    }

    @Override
    public String name() {
        return "velero.io/change-pvc-node-selector";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("persistentvolumeclaims");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        String node = item.annotations().getOrDefault(SELECTED_NODE, "");
        if (node.isEmpty()) {
            return ActionOutcome.keep(item);
        }
        Map<String, String> mapping = configs.of(name());
        if (mapping.containsKey(node)) {
            String other = mapping.getOrDefault(node, node);
            return ActionOutcome.keep(
                    item.edit(json -> annotations(json).put(SELECTED_NODE, other)));
        }
        return facts.exists(GroupResource.core("nodes"), node)
                ? ActionOutcome.keep(item)
                : ActionOutcome.keep(item.edit(json -> annotations(json).remove(SELECTED_NODE)));
    }

    private static ObjectNode annotations(ObjectNode json) {
        return json.withObject("/metadata/annotations");
    }
}
