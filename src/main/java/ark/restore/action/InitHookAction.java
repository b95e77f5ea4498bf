package ark.restore.action;

import ark.api.v1.Annotations;
import ark.hook.CommandText;
import ark.item.Item;
import ark.item.Json;
import ark.item.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/// Puts init containers into restored pods: those that the pod's annotations ask for, else those
/// of the restore's hooks. They come before the pod's own, but behind a container that waits for
/// volumes.
///
/// Source: Velero 1.9.7, internal/hook.
final class InitHookAction implements RestoreItemAction {
    private static final Set<String> WAITING = Set.of("restic-wait", "restore-wait");

    private final ActionSettings settings;

    InitHookAction(ActionSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "velero.io/init-restore-hook";
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("pods");
    }

    @Override
    public ActionOutcome execute(Item item, Item pristine) {
        List<ObjectNode> containers = fromAnnotations(item);
        if (containers.isEmpty()) {
            containers = fromHooks(item);
        }
        if (containers.isEmpty()) {
            return ActionOutcome.keep(item);
        }
        List<ObjectNode> first = containers;
        return ActionOutcome.keep(item.edit(json -> insert(json.withObject("/spec"), first)));
    }

    private static List<ObjectNode> fromAnnotations(Item pod) {
        Map<String, String> annotations = pod.annotations();
        String image =
                annotations.getOrDefault(Annotations.INIT_HOOK_PREFIX + "container-image", "");
        if (image.isEmpty()) {
            return List.of();
        }
        String name = annotations.getOrDefault(Annotations.INIT_HOOK_PREFIX + "container-name", "");
        ObjectNode container = Json.object();
        container.put("name", name.isEmpty() ? defaultName(pod) : name);
        container.put("image", image);
        String command = annotations.getOrDefault(Annotations.INIT_HOOK_PREFIX + "command", "");
        if (!command.isEmpty()) {
            CommandText.words(command).forEach(container.putArray("command")::add);
        }
        return List.of(container);
    }

    /// Eight digits that differ between pods and are the same when the restore is resumed.
    private static String defaultName(Item pod) {
        var crc = new CRC32();
        crc.update(pod.key().path().getBytes(StandardCharsets.UTF_8));
        return "velero-restore-init-%08x".formatted(crc.getValue());
    }

    private List<ObjectNode> fromHooks(Item pod) {
        String target = settings.targetOf(pod.key().namespace());
        Item restored = pod.edit(json -> json.withObject("/metadata").put("namespace", target));
        return settings.initHooks().stream()
                .filter(hook -> hook.selection().includes(restored))
                .flatMap(hook -> hook.containers().stream())
                .toList();
    }

    private static void insert(ObjectNode podSpec, List<ObjectNode> first) {
        List<JsonNode> own = new ArrayList<>();
        podSpec.path("initContainers").forEach(own::add);
        ArrayNode all = podSpec.putArray("initContainers");
        if (!own.isEmpty() && WAITING.contains(own.getFirst().path("name").asText())) {
            all.add(own.removeFirst());
        }
        first.forEach(container -> all.add(container.deepCopy()));
        all.addAll(own);
    }
}
