package ark.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// One Kubernetes object as JSON, with its key. It never changes: [#edit] returns another.
///
/// Source of the shape: every object of the Kubernetes API has `apiVersion`, `kind` and
/// `metadata.name`.
public final class Item {
    private final ItemKey key;
    private final ObjectNode json;

    private Item(ItemKey key, ObjectNode json) {
        this.key = key;
        this.json = json;
    }

    /// Reads the JSON of one object.
    ///
    /// @throws InvalidJsonException when it is not one JSON object with a name
    public static Item parse(GroupResource resource, byte[] json) {
        return of(resource, Json.object(json));
    }

    /// Takes a copy of a tree.
    ///
    /// @throws InvalidJsonException when it has no `metadata.name`
    public static Item of(GroupResource resource, ObjectNode json) {
        return owning(resource, json.deepCopy());
    }

    private static Item owning(GroupResource resource, ObjectNode json) {
        String name = json.at("/metadata/name").asText("");
        if (name.isEmpty()) {
            throw new InvalidJsonException("an object without metadata.name", null);
        }
        return new Item(
                new ItemKey(resource, json.at("/metadata/namespace").asText(""), name), json);
    }

    public ItemKey key() {
        return key;
    }

    public String apiVersion() {
        return json.path("apiVersion").asText("");
    }

    public String kind() {
        return json.path("kind").asText("");
    }

    /// The value at a JSON pointer (`/spec/nodeName`), or a missing node. What it returns may not
    /// be
    /// changed; use [#edit].
    public JsonNode at(String pointer) {
        return json.at(pointer);
    }

    /// The text at a JSON pointer, or "".
    public String text(String pointer) {
        return json.at(pointer).asText("");
    }

    public Map<String, String> labels() {
        return texts("/metadata/labels");
    }

    public Map<String, String> annotations() {
        return texts("/metadata/annotations");
    }

    private Map<String, String> texts(String pointer) {
        var texts = new LinkedHashMap<String, String>();
        json.at(pointer).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }

    /// Another item with a change made to a copy of the JSON; this one stays as it is. The key
    /// follows
    /// the new JSON.
    public Item edit(Consumer<ObjectNode> change) {
        ObjectNode copy = json.deepCopy();
        change.accept(copy);
        return owning(key.resource(), copy);
    }

    /// A copy of the JSON tree, for the caller to change.
    public ObjectNode copyOfJson() {
        return json.deepCopy();
    }

    /// Compact JSON, UTF-8, in the order it was read in.
    public byte[] bytes() {
        return Json.bytes(json);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item item && key.equals(item.key) && json.equals(item.json);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /// The key only: an item may hold secrets.
    @Override
    public String toString() {
        return key.toString();
    }
}
