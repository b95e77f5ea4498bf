package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// Changes the storage class of volumes, claims and claim templates as a ConfigMap says.
final class StorageClassAction implements RestoreItemAction {
    private static final GroupResource CLASSES =
            new GroupResource("storage.k8s.io", "storageclasses");

    private final PluginConfigs configs;
    private final ClusterFacts facts;

    StorageClassAction(PluginConfigs configs, ClusterFacts facts) {
        this.configs = configs;
        this.facts = facts;
    }

    @Override
    public String name() {
        return "velero.io/change-storage-class";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources(
                "persistentvolumes", "persistentvolumeclaims", "statefulsets.apps");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        Map<String, String> mapping = configs.of(name());
        if (mapping.isEmpty()) {
            return ActionOutcome.keep(item);
        }
        return ActionOutcome.keep(
                item.edit(
                        json -> {
                            change(json, mapping);
                            json.at("/spec/volumeClaimTemplates").forEach(t -> change(t, mapping));
                        }));
    }

    private void change(JsonNode volumeOrClaim, Map<String, String> mapping) {
        String old = volumeOrClaim.at("/spec/storageClassName").asText();
        if (mapping.containsKey(old) && volumeOrClaim.path("spec") instanceof ObjectNode spec) {
            spec.put("storageClassName", existing(mapping.getOrDefault(old, old)));
        }
    }

    private String existing(String storageClass) {
        if (facts.exists(CLASSES, storageClass)) {
            return storageClass;
        }
        throw new IllegalStateException(
                "the ConfigMap of "
                        + name()
                        + " names storage class \""
                        + storageClass
                        + "\", which this cluster does not have");
    }
}
