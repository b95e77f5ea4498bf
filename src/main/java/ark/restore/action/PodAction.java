package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Frees a pod from what the old cluster decided for it: its node, its priority's number, the
/// token volumes of Kubernetes before 1.24, and containers that were put in for debugging, with
/// which no pod can be created.
final class PodAction implements RestoreItemAction {
    private static final GroupResource PRIORITY_CLASSES =
            new GroupResource("scheduling.k8s.io", "priorityclasses");

    @Override
    public String name() {
        return "velero.io/pod";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("pods");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        Item free =
                item.edit(
                        json -> {
                            if (json.get("spec") instanceof ObjectNode spec) {
                                free(spec);
                            }
                        });
        String priorityClass = item.text("/spec/priorityClassName");
        return priorityClass.isEmpty()
                ? ActionOutcome.keep(free)
                : ActionOutcome.keepWith(
                        free, List.of(new ItemKey(PRIORITY_CLASSES, "", priorityClass)));
    }

    private static void free(ObjectNode spec) {
        spec.remove(List.of("nodeName", "priority", "ephemeralContainers"));
        String token = spec.path("serviceAccountName").asText() + "-token-";
        removeNamed(spec.path("volumes"), token);
        spec.path("containers").forEach(c -> removeNamed(c.path("volumeMounts"), token));
        spec.path("initContainers").forEach(c -> removeNamed(c.path("volumeMounts"), token));
    }

    private static void removeNamed(JsonNode list, String prefix) {
        if (list instanceof ArrayNode array) {
            array.removeIf(element -> element.path("name").asText().startsWith(prefix));
        }
    }
}
