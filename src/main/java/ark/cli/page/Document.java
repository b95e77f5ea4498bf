package ark.cli.page;

import ark.api.v1.Annotations;
import ark.api.v1.HookStatus;
import ark.cli.output.Quantity;
import ark.cli.session.Locations;
import ark.cli.session.Stored;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A describe page for programs: `describe -o json`.
///
/// Source of members and of their spelling: Velero 1.18, `backup describe -o json`. Restores have
/// none there; theirs is made alike. `consistency`, `location`, `volumes` and `failureReason` are
/// Ark's own.
public final class Document {
    private static final String NONE = "<none>";
    private static final JsonNode NOTHING = Json.mapper().createArrayNode();

    private final ObjectNode root = Json.object();

    /// A document that begins with metadata and phase.
    public Document(Stored<?, ?> object) {
        ObjectNode metadata = root.putObject("metadata");
        metadata.put("name", object.name()).put("namespace", object.item().key().namespace());
        put(metadata, "labels", object.item().labels());
        put(metadata, "annotations", object.item().annotations());
        root.put("phase", object.phase());
    }

    /// The whole of it.
    public ObjectNode json() {
        return root;
    }

    public ObjectNode spec() {
        return root.withObject("/spec");
    }

    public ObjectNode status() {
        return root.withObject("/status");
    }

    /// What was wrong with the request, and why the work ended, where there is anything.
    public void failure(@Nullable List<String> validationErrors, @Nullable String failureReason) {
        if (validationErrors != null && !validationErrors.isEmpty()) {
            texts(root.putArray("validationErrors"), validationErrors);
        }
        if (failureReason != null) {
            root.put("failureReason", failureReason);
        }
    }

    /// Warnings and errors; of a server that stores no results only how many there are.
    ///
    /// @param results is asked for only when there are any
    public void results(Supplier<Fetched> results, @Nullable Long warnings, @Nullable Long errors) {
        if (Quantity.orZero(warnings) + Quantity.orZero(errors) == 0) {
            return;
        }
        ObjectNode bad = root.putObject("errors");
        ObjectNode odd = root.putObject("warnings");
        switch (results.get()) {
            case Fetched.Document(JsonNode json) -> {
                result(bad, json.path("errors"), Quantity.orZero(errors));
                result(odd, json.path("warnings"), Quantity.orZero(warnings));
            }
            case Fetched.Missing() -> {
                bad.put("count", Quantity.orZero(errors));
                odd.put("count", Quantity.orZero(warnings));
            }
            case Fetched.Unavailable(String why) -> {
                bad.put("errorGettingErrors", "<error getting errors: " + why + ">");
                odd.put("errorGettingWarnings", "<error getting warnings: " + why + ">");
            }
        }
    }

    private static void result(ObjectNode to, JsonNode result, long count) {
        if (count > 0) {
            to.set("velero", or(result.path("velero"), result.path("ark")));
            to.set("cluster", or(result.path("cluster"), NOTHING));
            to.set("namespace", or(result.path("namespaces"), NOTHING));
        }
    }

    private static JsonNode or(JsonNode value, JsonNode other) {
        return value.isEmpty() ? other.isEmpty() ? NOTHING : other : value;
    }

    /// Whether one can restore from it, where it is, and what became of its volumes.
    ///
    /// @param backup the object itself, or the one that it is of
    public void state(
            Optional<Item> backup, Optional<Item> location, List<StateBlocks.Volume> volumes) {
        backup.ifPresent(this::consistency);
        location.ifPresent(
                item -> {
                    ObjectNode where = root.putObject("location");
                    where.put("name", item.key().name());
                    where.put("address", Locations.address(item));
                    where.put("phase", item.text("/status/phase"));
                    backup.flatMap(StateBlocks::contentsBytes)
                            .ifPresent(bytes -> where.put("contentsBytes", bytes));
                });
        ArrayNode told = root.putArray("volumes");
        for (StateBlocks.Volume volume : volumes) {
            ObjectNode one = told.addObject();
            one.put("volume", volume.path()).put("outcome", volume.outcome());
            texts(one.putArray("details"), volume.details());
        }
    }

    private void consistency(Item backup) {
        String revision = backup.annotations().getOrDefault(Annotations.REVISION, "");
        String inexact = backup.annotations().getOrDefault(Annotations.INEXACT_KINDS, "");
        if (!revision.isEmpty()) {
            ObjectNode consistency = root.putObject("consistency").put("revision", revision);
            texts(
                    consistency.putArray("inexactKinds"),
                    inexact.isEmpty() ? List.of() : List.of(inexact.split(",")));
        }
    }

    /// How far the work is.
    ///
    /// @param done what becomes of the items, as members end: `BackedUp`
    public void progress(String done, @Nullable Long total, @Nullable Long soFar) {
        boolean running = root.path("phase").asText().equals("InProgress");
        status().put(
                        (running ? "estimatedTotalItemsToBe" : "totalItemsToBe") + done,
                        Quantity.orZero(total))
                .put("items" + done + (running ? "SoFar" : ""), Quantity.orZero(soFar));
    }

    /// How many hooks were run; nothing where none was.
    public void hooks(@Nullable HookStatus hooks) {
        if (hooks != null) {
            status().put("hooksAttempted", Quantity.orZero(hooks.hooksAttempted()))
                    .put("hooksFailed", Quantity.orZero(hooks.hooksFailed()));
        }
    }

    /// The list of all objects, as member of the status.
    ///
    /// @param word `backup` or `restore`
    public void resourceList(Fetched list, String word) {
        switch (list) {
            case Fetched.Document(JsonNode json) -> status().set("resourceList", json);
            case Fetched.Missing() ->
                    status().put(
                                    "errorGettingResourceList",
                                    "<" + word + " resource list not found>");
            case Fetched.Unavailable(String why) ->
                    status().put(
                                    "errorGettingResourceList",
                                    "<error getting " + word + " resource list: " + why + ">");
        }
    }

    /// `{"included": "a, b", "excluded": "<none>"}`.
    ///
    /// @param all what an empty list of included names means
    public static ObjectNode filter(
            @Nullable List<String> included, @Nullable List<String> excluded, String all) {
        return Json.object()
                .put("included", names(included, all))
                .put("excluded", names(excluded, NONE));
    }

    private static String names(@Nullable List<String> names, String empty) {
        return names == null || names.isEmpty() ? empty : String.join(", ", names);
    }

    private static void put(ObjectNode to, String member, Map<String, String> texts) {
        ObjectNode map = to.putObject(member);
        texts.forEach(map::put);
    }

    private static void texts(ArrayNode to, List<String> texts) {
        texts.forEach(to::add);
    }
}
