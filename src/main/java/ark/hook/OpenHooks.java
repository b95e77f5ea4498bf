package ark.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.GoDuration;
import ark.item.GroupResource;
import ark.item.InvalidJsonException;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The post hooks that are due when the server dies now, as the annotation `ark.dev/open-hooks` of
/// the Backup has them: written before the pre hook of a pod starts, removed when its post hooks
/// have run.
///
/// A JSON array: `[{"pod":"shop/db-0","hooks":[{"name":"n","source":"annotation",
/// "container":"main","command":["fsfreeze","--unfreeze","/data"],"timeout":"30s"}]}]`.
public final class OpenHooks {
    private static final GroupResource PODS = GroupResource.core("pods");

    private OpenHooks() {}

    /// The hooks that are due in one pod.
    public record OfPod(ItemKey pod, List<Hook> hooks) {
        public OfPod {
            hooks = List.copyOf(hooks);
        }
    }

    /// What the annotation says.
    public static String text(List<OfPod> open) {
        ArrayNode all = Json.mapper().createArrayNode();
        for (OfPod due : open) {
            ObjectNode entry = all.addObject();
            entry.put("pod", due.pod().path());
            ArrayNode hooks = entry.putArray("hooks");
            for (Hook hook : due.hooks()) {
                ObjectNode json = hooks.addObject();
                json.put("name", hook.name());
                json.put("source", hook.source().text());
                json.put("container", hook.container());
                hook.command().forEach(json.putArray("command")::add);
                json.put("timeout", GoDuration.format(hook.timeout()));
            }
        }
        return new String(Json.bytes(all), UTF_8);
    }

    /// Reads the annotation.
    ///
    /// @throws IllegalArgumentException when it is not what this class writes
    public static List<OfPod> parse(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        JsonNode all;
        try {
            all = Json.tree(text.getBytes(UTF_8));
        } catch (InvalidJsonException e) {
            throw new IllegalArgumentException("open hooks are no JSON: " + e.getMessage(), e);
        }
        if (!all.isArray()) {
            throw new IllegalArgumentException("open hooks are no JSON array");
        }
        var open = new ArrayList<OfPod>();
        all.forEach(entry -> open.add(ofPod(entry)));
        return open;
    }

    private static OfPod ofPod(JsonNode entry) {
        String[] path = entry.path("pod").asText().split("/", -1);
        if (path.length != 2 || path[0].isEmpty() || path[1].isEmpty()) {
            throw new IllegalArgumentException("open hooks of no pod: " + entry.path("pod"));
        }
        var hooks = new ArrayList<Hook>();
        entry.path("hooks").forEach(json -> hooks.add(hook(json)));
        return new OfPod(new ItemKey(PODS, path[0], path[1]), hooks);
    }

    private static Hook hook(JsonNode json) {
        var command = new ArrayList<String>();
        json.path("command").forEach(word -> command.add(word.asText()));
        Duration timeout =
                GoDuration.orDefault(json.path("timeout").asText("0"), Hook.DEFAULT_TIMEOUT);
        String container = json.path("container").asText();
        if (command.isEmpty() || container.isEmpty() || timeout.isNegative()) {
            throw new IllegalArgumentException("an open hook without command, container or time");
        }
        return new Hook(
                json.path("name").asText(),
                json.path("source").asText().equals(Hook.Source.ANNOTATION.text())
                        ? Hook.Source.ANNOTATION
                        : Hook.Source.BACKUP_SPEC,
                container,
                command,
                Hook.OnError.CONTINUE,
                timeout);
    }
}
