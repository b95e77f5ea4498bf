package ark.cluster;

import ark.cluster.ClusterException.Reason;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/// The writes, and what to make of one whose answer was lost.
final class Writes {
    private final ApiServer server;
    private final Retries retries;
    private final Getter getter;

    /// Reads the newest state of one object.
    interface Getter {
        Optional<Item> get(ResourceType type, String namespace, String name);
    }

    Writes(ApiServer server, Retries retries, Getter getter) {
        this.server = server;
        this.retries = retries;
        this.getter = getter;
    }

    Item create(ResourceType type, Item item, String fieldManager) {
        String path =
                ApiPath.collection(type, item.key().namespace())
                        + ApiPath.query("fieldManager", fieldManager);
        Call call = Call.sending("POST", path, Call.JSON, item.bytes(), "creating " + item.key());
        return retries.run(call, repeated -> created(type, item, call, repeated));
    }

    private Item created(ResourceType type, Item item, Call call, boolean repeated) {
        try {
            return send(type, call);
        } catch (ClusterException e) {
            if (repeated && e.reason() == Reason.ALREADY_EXISTS) {
                return ours(type, item).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    /// The live object, if it holds everything that was sent.
    private Optional<Item> ours(ResourceType type, Item sent) {
        ItemKey key = sent.key();
        return getter.get(type, key.namespace(), key.name())
                .filter(live -> holds(live.at(""), wanted(sent)));
    }

    /// What was sent, without what the server ignores or sets itself.
    private static ObjectNode wanted(Item sent) {
        ObjectNode wanted = sent.copyOfJson();
        wanted.remove("status");
        if (wanted.get("metadata") instanceof ObjectNode metadata) {
            metadata.retain("name", "namespace", "labels", "annotations");
        }
        return wanted;
    }

    /// Whether every value of `part` is in `whole`, which may have more; array by position.
    static boolean holds(JsonNode whole, JsonNode part) {
        if (part.isObject()) {
            return whole.isObject()
                    && part.properties().stream()
                            .allMatch(e -> holds(whole.path(e.getKey()), e.getValue()));
        }
        if (part.isArray()) {
            if (!whole.isArray() || whole.size() < part.size()) {
                return false;
            }
            for (int i = 0; i < part.size(); i++) {
                if (!holds(whole.get(i), part.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return part.isNull() ? whole.isMissingNode() || whole.isNull() : whole.equals(part);
    }

    /// @param uid only that very object is meant; empty for any
    Item patch(ResourceType type, ItemKey key, String uid, ObjectNode mergePatch) {
        ObjectNode patch = mergePatch.deepCopy();
        if (!uid.isEmpty()) {
            patch.withObject("/metadata").put("uid", uid);
        }
        Call call =
                Call.sending(
                        "PATCH",
                        ApiPath.item(type, key),
                        Call.MERGE_PATCH,
                        Json.bytes(patch),
                        "patching " + key);
        // Without a version it is not about what somebody else wrote in between.
        boolean anyVersion = patch.at("/metadata/resourceVersion").isMissingNode();
        try {
            return retries.run(call, anyVersion, _ -> send(type, call));
        } catch (ClusterException e) {
            throw e.reason() == Reason.INVALID && namesUid(e) ? replaced(key, e) : e;
        }
    }

    /// The server takes a patch of another object for a change of its uid.
    private static boolean namesUid(ClusterException e) {
        return e.causes().stream().anyMatch(cause -> cause.startsWith("metadata.uid:"));
    }

    private static ClusterException replaced(ItemKey key, ClusterException e) {
        var refusal =
                new ClusterException.Refusal(
                        e.status(),
                        "it is gone, and another one has its name",
                        e.causes(),
                        Duration.ZERO,
                        false);
        return new ClusterException(Reason.CONFLICT, "patching " + key, refusal, e);
    }

    Item replaceStatus(ResourceType type, Item item) {
        String path = ApiPath.item(type, item.key()) + "/status";
        Call call =
                Call.sending(
                        "PUT",
                        path,
                        Call.JSON,
                        item.bytes(),
                        "writing the status of " + item.key());
        return retries.run(call, repeated -> statusReplaced(type, item, call, repeated));
    }

    private Item statusReplaced(ResourceType type, Item item, Call call, boolean repeated) {
        try {
            return send(type, call);
        } catch (ClusterException e) {
            if (repeated && e.reason() == Reason.CONFLICT) { // with what we wrote ourselves?
                ItemKey key = item.key();
                return getter.get(type, key.namespace(), key.name())
                        .filter(live -> holds(live.at("/status"), item.at("/status")))
                        .orElseThrow(() -> e);
            }
            throw e;
        }
    }

    boolean delete(ResourceType type, ItemKey key, String uid) {
        ObjectNode options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.put("propagationPolicy", "Background");
        if (!uid.isEmpty()) {
            options.putObject("preconditions").put("uid", uid);
        }
        Call call =
                Call.sending(
                        "DELETE",
                        ApiPath.item(type, key),
                        Call.JSON,
                        Json.bytes(options),
                        "deleting " + key);
        return retries.run(call, repeated -> deleted(call, repeated));
    }

    private boolean deleted(Call call, boolean repeated) {
        try {
            server.send(call, InputStream::readAllBytes);
            return true;
        } catch (ClusterException e) {
            boolean gone = e.reason() == Reason.NOT_FOUND;
            if (repeated && (gone || e.reason() == Reason.CONFLICT)) {
                return true; // it was us; another one may have taken its name since
            }
            if (gone) {
                return false;
            }
            throw e;
        }
    }

    private Item send(ResourceType type, Call call) {
        return server.send(call, body -> item(type, call, body));
    }

    /// Reads one object from an answer.
    static Item item(ResourceType type, Call call, InputStream body) throws IOException {
        byte[] json = body.readAllBytes();
        try {
            return Item.parse(type.resource(), json);
        } catch (InvalidJsonException e) {
            throw ClusterException.of(
                    Reason.REFUSED, call.doing(), "the answer is no object: " + e.getMessage());
        }
    }
}
