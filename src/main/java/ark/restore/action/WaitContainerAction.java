package ark.restore.action;

import ark.item.Item;
import ark.item.Json;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes a pod wait for the contents of its volumes: puts an init container first that ends once
/// all of them are there, and a volume into which node agents leave word. What an earlier restore
/// had put there goes: that container waits for a file that nobody will write again.
///
/// Source: Velero 1.9.7 and 1.18, pkg/restore/actions.
final class WaitContainerAction implements RestoreItemAction {
    static final String ACTION = "velero.io/restic";

    /// What Velero 1.10 and later calls it.
    private static final String LATER_ACTION = "velero.io/pod-volume-restore";

    private static final Set<String> CONTAINERS = Set.of(WaitContainer.NAME, "restore-wait");

    /// The volume for signals; see docs/user/volumes.md.
    private static final String SIGNALS = "ark-restore";

    private final ActionSettings.Waiting waiting;
    private final PluginConfigs configs;

    WaitContainerAction(ActionSettings.Waiting waiting, PluginConfigs configs) {
        this.waiting = waiting;
        this.configs = configs;
    }

    @Override
    public String name() {
        return ACTION;
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("pods");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        Item free = item.edit(WaitContainerAction::removeOld);
        List<String> volumes = waiting.volumes().of(pristine);
        if (volumes.isEmpty()) {
            return ActionOutcome.keep(free);
        }
        boolean taken = has(free, SIGNALS); // by the user's own; he does without the signals
        var container = new WaitContainer(waiting, configs.of(ACTION, LATER_ACTION));
        ObjectNode made =
                container.make(volumes, free.at("/spec/containers/0"), taken ? "" : SIGNALS);
        Item waits =
                free.edit(
                        json -> {
                            ObjectNode spec = json.withObject("/spec");
                            prepend(spec, made);
                            if (!taken) {
                                spec.withArray("/volumes")
                                        .addObject()
                                        .put("name", SIGNALS)
                                        .set("emptyDir", Json.object());
                            }
                        });
        return new ActionOutcome.Keep(waits, List.of(), container.warnings());
    }

    private static boolean has(Item pod, String volume) {
        return pod.at("/spec/volumes")
                .valueStream()
                .anyMatch(v -> v.path("name").asText().equals(volume));
    }

    private static void removeOld(ObjectNode json) {
        if (json.at("/spec/initContainers") instanceof ArrayNode containers) {
            containers.removeIf(c -> CONTAINERS.contains(c.path("name").asText()));
        }
        if (json.at("/spec/volumes") instanceof ArrayNode volumes) {
            volumes.removeIf(v -> v.path("name").asText().equals(SIGNALS) && v.has("emptyDir"));
        }
    }

    private static void prepend(ObjectNode spec, ObjectNode container) {
        List<JsonNode> own = new ArrayList<>();
        spec.path("initContainers").forEach(own::add);
        ArrayNode all = spec.putArray("initContainers");
        all.add(container);
        all.addAll(own);
    }
}
