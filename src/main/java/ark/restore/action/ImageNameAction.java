package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// Changes image names in pods and in what makes pods, as a ConfigMap says: each of its values is
/// `OLD,NEW`, and the first whose `OLD` is part of an image's name is applied to it.
///
/// Source: Velero 1.18, pkg/restore/actions.
final class ImageNameAction implements RestoreItemAction {
    /// Where the spec of a pod lies in a pod, in what makes pods, and in a CronJob.
    private static final List<String> POD_SPECS =
            List.of("/spec", "/spec/template/spec", "/spec/jobTemplate/spec/template/spec");

    private final PluginConfigs configs;

    private record Change(String old, String replacement) {}

    ImageNameAction(PluginConfigs configs) {
        this.configs = configs;
    }

    @Override
    public String name() {
        return "velero.io/change-image-name";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources(
                "deployments.apps",
                "statefulsets.apps",
                "daemonsets.apps",
                "replicasets.apps",
                "replicationcontrollers",
                "jobs.batch",
                "cronjobs.batch",
                "pods");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        List<Change> changes = changes();
        if (changes.isEmpty()) {
            return ActionOutcome.keep(item);
        }
        return ActionOutcome.keep(
                item.edit(json -> POD_SPECS.forEach(spec -> change(json.at(spec), changes))));
    }

    private List<Change> changes() {
        var changes = new ArrayList<Change>();
        configs.of(name())
                .forEach(
                        (key, value) -> {
                            String[] parts = value.split(",", -1);
                            if (parts.length != 2 || parts[0].isBlank()) {
                                throw new IllegalStateException(
                                        "the ConfigMap of "
                                                + name()
                                                + " must have \"OLD,NEW\" under the key "
                                                + key);
                            }
                            changes.add(new Change(parts[0].strip(), parts[1].strip()));
                        });
        return changes;
    }

    private static void change(JsonNode podSpec, List<Change> changes) {
        podSpec.path("containers").forEach(container -> changeImage(container, changes));
        podSpec.path("initContainers").forEach(container -> changeImage(container, changes));
    }

    private static void changeImage(JsonNode container, List<Change> changes) {
        String image = container.path("image").asText();
        for (Change change : changes) {
            if (container instanceof ObjectNode object && image.contains(change.old())) {
                object.put("image", image.replace(change.old(), change.replacement()));
                return;
            }
        }
    }
}
