package ark.cli;

import ark.api.v1.GoTime;
import ark.cli.session.ApiException;
import ark.cli.session.ApiException.Reason;
import ark.cli.session.ApiServer;
import ark.cli.session.Kind;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.item.LabelSelector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// An API server in memory, without HTTP, for commands.
///
/// What a server would do with a new object is told by [#whenCreated].
final class FakeApi implements ApiServer {
    private final Map<ItemKey, ObjectNode> objects = new LinkedHashMap<>();
    private final Map<Kind, UnaryOperator<ObjectNode>> controllers = new LinkedHashMap<>();
    private final Map<Kind, Deque<RuntimeException>> failures = new LinkedHashMap<>();
    private final List<String> writes = new ArrayList<>();
    private final InstantSource clock;
    private int uids;

    FakeApi(InstantSource clock) {
        this.clock = clock;
    }

    /// Stores an object as it is.
    void add(Kind kind, String json) {
        ObjectNode object = json(kind, json);
        objects.put(key(kind, object), object);
    }

    private static ObjectNode json(Kind kind, String json) {
        ObjectNode object = Json.object();
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        object.setAll(Yamls.object(json));
        return object;
    }

    /// Changes an object behind the back of whoever reads it.
    void change(Kind kind, String name, String mergePatch) {
        patch(kind, "velero", name, Yamls.object(mergePatch));
    }

    void remove(Kind kind, String name) {
        objects.remove(new ItemKey(kind.resource(), "velero", name));
    }

    /// What the server makes of a new object of a kind.
    void whenCreated(Kind kind, UnaryOperator<ObjectNode> controller) {
        controllers.put(kind, controller);
    }

    /// The next request for a kind fails.
    void failNext(Kind kind, RuntimeException failure) {
        failures.computeIfAbsent(kind, _ -> new ArrayDeque<>()).add(failure);
    }

    /// `POST backups.velero.io/b1`, in order.
    List<String> writes() {
        return writes;
    }

    /// The object as it is stored.
    ObjectNode stored(Kind kind, String name) {
        return get(kind, "velero", name).orElseThrow().copyOfJson();
    }

    List<Item> all(Kind kind) {
        return list(kind, "velero", "");
    }

    @Override
    public Item create(Kind kind, String namespace, ObjectNode object) {
        fail(kind);
        ObjectNode created = object.deepCopy();
        ObjectNode metadata = created.withObject("/metadata");
        if (!metadata.has("name")) {
            metadata.put("name", metadata.path("generateName").asText() + "x" + ++uids);
        }
        metadata.put("uid", "uid-" + ++uids);
        metadata.put("creationTimestamp", GoTime.format(clock.instant()));
        ItemKey key = key(kind, created);
        if (objects.containsKey(key)) {
            throw new ApiException(
                    Reason.ALREADY_EXISTS,
                    kind.resource() + " \"" + key.name() + "\" already exists",
                    "",
                    null);
        }
        writes.add("POST " + kind.resource() + "/" + key.name());
        objects.put(key, controllers.getOrDefault(kind, o -> o).apply(created));
        return Item.of(kind.resource(), created);
    }

    @Override
    public Optional<Item> get(Kind kind, String namespace, String name) {
        fail(kind);
        return Optional.ofNullable(objects.get(new ItemKey(kind.resource(), namespace, name)))
                .map(object -> Item.of(kind.resource(), object));
    }

    @Override
    public List<Item> list(Kind kind, String namespace, String labelSelector) {
        fail(kind);
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().resource().equals(kind.resource()))
                .filter(entry -> entry.getKey().namespace().equals(namespace))
                .map(entry -> Item.of(kind.resource(), entry.getValue()))
                .filter(item -> selector(labelSelector).matches(item.labels()))
                .toList();
    }

    private static LabelSelector selector(String text) {
        return new LabelSelector(
                Arrays.stream(text.split(",", -1))
                        .filter(part -> !part.isEmpty())
                        .map(part -> part.split("=", 2))
                        .map(
                                sides ->
                                        new LabelSelector.Requirement(
                                                sides[0],
                                                LabelSelector.Operator.IN,
                                                List.of(sides[1])))
                        .toList());
    }

    @Override
    public Item patch(Kind kind, String namespace, String name, ObjectNode mergePatch) {
        fail(kind);
        ObjectNode object =
                Objects.requireNonNull(objects.get(new ItemKey(kind.resource(), namespace, name)));
        merge(object, mergePatch);
        writes.add("PATCH " + kind.resource() + "/" + name + " " + mergePatch);
        return Item.of(kind.resource(), object);
    }

    private static void merge(ObjectNode object, JsonNode patch) {
        patch.properties()
                .forEach(
                        change -> {
                            if (change.getValue().isObject()) {
                                merge(object.withObject("/" + change.getKey()), change.getValue());
                            } else {
                                object.set(change.getKey(), change.getValue());
                            }
                        });
    }

    @Override
    public Item replace(Kind kind, String namespace, String name, ObjectNode object) {
        fail(kind);
        objects.put(key(kind, object), object);
        writes.add("PUT " + kind.resource() + "/" + name);
        return Item.of(kind.resource(), object);
    }

    @Override
    public boolean delete(Kind kind, String namespace, String name) {
        fail(kind);
        writes.add("DELETE " + kind.resource() + "/" + name);
        return objects.remove(new ItemKey(kind.resource(), namespace, name)) != null;
    }

    private void fail(Kind kind) {
        RuntimeException failure = failures.getOrDefault(kind, new ArrayDeque<>()).poll();
        if (failure != null) {
            throw failure;
        }
    }

    private static ItemKey key(Kind kind, ObjectNode object) {
        return Item.of(kind.resource(), object).key();
    }
}
