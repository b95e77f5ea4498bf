package ark.cli.session;

import ark.cli.output.CommandFailure;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The custom resources in one namespace.
public final class Resources {
    /// More names than this help nobody.
    private static final int NAMES_TOLD = 10;

    private final ApiServer api;
    private final String namespace;

    Resources(ApiServer api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    public Optional<Item> find(Kind kind, String name) {
        return name.isEmpty() ? Optional.empty() : api.get(kind, namespace, name);
    }

    /// The object of that name.
    ///
    /// @throws CommandFailure when there is none; it tells the names that there are
    public Item get(Kind kind, String name) {
        return find(kind, name)
                .orElseThrow(
                        () ->
                                CommandFailure.failed(
                                        kind.resource() + " \"" + name + "\" not found",
                                        namesThereAre(kind)));
    }

    /// Those named, in the order of the names; without names, those that the selector chooses.
    public List<Item> select(Kind kind, List<String> names, String labelSelector) {
        if (names.isEmpty()) {
            return list(kind, labelSelector);
        }
        var items = new ArrayList<Item>();
        for (String name : names) {
            items.add(get(kind, name));
        }
        return items;
    }

    public List<Item> list(Kind kind, String labelSelector) {
        return api.list(kind, namespace, labelSelector);
    }

    public Item create(Kind kind, ObjectNode object) {
        return api.create(kind, namespace, object);
    }

    /// Creates an object unless there is one of its name; then it is empty.
    public Optional<Item> createNew(Kind kind, ObjectNode object) {
        return api.createNew(kind, namespace, object);
    }

    public Item patch(Kind kind, String name, ObjectNode mergePatch) {
        return api.patch(kind, namespace, name, mergePatch);
    }

    public boolean delete(Kind kind, String name) {
        return api.delete(kind, namespace, name);
    }

    /// A sentence with the names of all objects of a kind.
    public String namesThereAre(Kind kind) {
        List<String> names =
                list(kind, "").stream().map(item -> item.key().name()).sorted().toList();
        String where = "In namespace \"" + namespace + "\" there ";
        return names.isEmpty() ? where + "are none." : where + "are " + some(names) + ".";
    }

    /// `a, b, c`, and how many more there are.
    public static String some(List<String> names) {
        String told = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_TOLD)));
        int more = names.size() - NAMES_TOLD;
        return more <= 0 ? told : told + " and " + more + " more";
    }

    /// A new object, ready for `spec`.
    ///
    /// @param name "" for an object whose name the server makes
    public ObjectNode newObject(
            Kind kind, String name, Map<String, String> labels, Map<String, String> annotations) {
        ObjectNode object = Json.object();
        object.put("apiVersion", kind.apiVersion());
        object.put("kind", kind.kind());
        ObjectNode metadata = object.putObject("metadata");
        if (!name.isEmpty()) {
            metadata.put("name", name);
        }
        metadata.put("namespace", namespace);
        put(metadata, "labels", labels);
        put(metadata, "annotations", annotations);
        return object;
    }

    private static void put(ObjectNode metadata, String field, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode node = metadata.putObject(field);
            texts.forEach(node::put);
        }
    }
}
