package ark.cluster;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.item.LabelSelector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a [FakeApiServer] answers, without HTTP.
final class FakeApi {
    final FakeObjects objects = new FakeObjects();
    final FakeDiscovery discovery = new FakeDiscovery();
    final List<GroupResource> ignoringRevisions = new CopyOnWriteArrayList<>();

    /// One request, taken apart.
    ///
    /// @param path without the query
    /// @param accept the header, for discovery
    record Asked(
            String method, String path, Map<String, String> query, String body, String accept) {
        String query(String name) {
            return query.getOrDefault(name, "");
        }

        ObjectNode json() {
            return Json.object(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Does what is asked.
    ///
    /// @throws FakeRefusal when it will not
    JsonNode answer(Asked asked) {
        return switch (asked.path()) {
            case "/version" ->
                    Json.object()
                            .put("major", "1")
                            .put("minor", "34+")
                            .put("gitVersion", "v1.34.4-fake");
            case "/api" -> discovery.groups(true, asked.accept());
            case "/apis" -> discovery.groups(false, asked.accept());
            default -> resource(asked);
        };
    }

    private JsonNode resource(Asked asked) {
        var parts = new ArrayList<>(Arrays.asList(asked.path().substring(1).split("/", -1)));
        String group = parts.removeFirst().equals("api") ? "" : parts.removeFirst();
        String version = parts.removeFirst();
        if (parts.isEmpty()) return discovery.resources(group, version);
        boolean within = parts.size() > 2 && parts.getFirst().equals("namespaces");
        String namespace = within ? parts.get(1) : "";
        List<String> rest = within ? parts.subList(2, parts.size()) : parts;
        ResourceType type =
                discovery.of(group, version).stream()
                        .filter(t -> t.resource().resource().equals(rest.getFirst()))
                        .findFirst()
                        .orElseThrow(() -> FakeRefusal.notFound("no such resource"));
        if (rest.size() == 1) {
            return asked.method().equals("POST")
                    ? create(type, namespace, asked)
                    : list(type, namespace, asked);
        }
        boolean status = rest.size() == 3 && rest.get(2).equals("status");
        if (rest.size() > 2 && !(status && type.statusSubresource())) {
            throw FakeRefusal.notFound("no such subresource");
        }
        return one(type, new ItemKey(type.resource(), namespace, rest.get(1)), status, asked);
    }

    private JsonNode list(ResourceType type, String namespace, Asked asked) {
        String token = asked.query("continue");
        long revision = listRevision(type, asked, token);
        int from = token.isEmpty() ? 0 : Integer.parseInt(token.substring(token.indexOf('/') + 1));
        List<Item> all =
                objects.list(type.resource(), namespace, revision).stream()
                        .filter(item -> selected(item, asked))
                        .toList();
        int limit = asked.query("limit").isEmpty() ? 0 : Integer.parseInt(asked.query("limit"));
        int to = limit == 0 ? all.size() : Math.min(all.size(), from + limit);
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(revision));
        if (to < all.size()) metadata.put("continue", revision + "/" + to);
        boolean builtIn = !type.resource().group().endsWith(".dev");
        ObjectNode list = Json.object();
        list.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
        if (builtIn) list.set("metadata", metadata);
        ArrayNode items = list.putArray("items");
        for (Item item : all.subList(from, to)) {
            ObjectNode json = as(type, item);
            if (builtIn) json.remove(List.of("apiVersion", "kind"));
            items.add(json);
        }
        list.set("metadata", metadata); // behind the items, unless it stands before them already
        return list;
    }

    /// An object in the version that is asked for, which here differs in nothing else.
    private static ObjectNode as(ResourceType type, Item item) {
        return item.copyOfJson().put("apiVersion", type.apiVersion());
    }

    private long listRevision(ResourceType type, Asked asked, String token) {
        if (!token.isEmpty()) {
            if (!asked.query("resourceVersionMatch").isEmpty()) {
                throw new FakeRefusal(422, "Invalid", "resourceVersionMatch is forbidden");
            }
            return notForgotten(Long.parseLong(token.substring(0, token.indexOf('/'))));
        }
        String wanted = asked.query("resourceVersion");
        if (wanted.isEmpty() || ignoringRevisions.contains(type.resource())) {
            return objects.revision();
        }
        long revision = Long.parseLong(wanted);
        if (revision > objects.revision()) {
            throw new FakeRefusal(504, "Timeout", "Timeout: Too large resource version: " + wanted);
        }
        return notForgotten(revision);
    }

    private long notForgotten(long revision) {
        if (revision < objects.oldestRevision()) {
            throw new FakeRefusal(
                    410, "Expired", "The resourceVersion for the provided list is too old.");
        }
        return revision;
    }

    private static boolean selected(Item item, Asked asked) {
        String field = asked.query("fieldSelector");
        boolean named = field.isEmpty() || field.equals("metadata.name=" + item.key().name());
        return named && labels(asked.query("labelSelector")).matches(item.labels());
    }

    /// Reads `a=b,c`.
    private static LabelSelector labels(String text) {
        return new LabelSelector(
                Arrays.stream(text.split(",", -1))
                        .filter(part -> !part.isEmpty())
                        .map(FakeApi::requirement)
                        .toList());
    }

    private static LabelSelector.Requirement requirement(String part) {
        int sign = part.indexOf('=');
        return sign < 0
                ? new LabelSelector.Requirement(part, LabelSelector.Operator.EXISTS, List.of())
                : new LabelSelector.Requirement(
                        part.substring(0, sign),
                        LabelSelector.Operator.IN,
                        List.of(part.substring(sign + 1)));
    }

    private JsonNode create(ResourceType type, String namespace, Asked asked) {
        ObjectNode json = asked.json();
        ObjectNode metadata = json.withObject("/metadata");
        if (!namespace.isEmpty()) metadata.put("namespace", namespace);
        metadata.remove(List.of("uid", "managedFields"));
        ItemKey key = Item.of(type.resource(), json).key();
        if (objects.get(key).isPresent()) {
            String message = type.resource() + " \"" + key.name() + "\" already exists";
            throw new FakeRefusal(409, "AlreadyExists", message);
        }
        if (!asked.query("fieldManager").isEmpty()) {
            metadata.putArray("managedFields")
                    .addObject()
                    .put("manager", asked.query("fieldManager"))
                    .put("operation", "Update");
        }
        return objects.put(type.resource(), json).copyOfJson();
    }

    private JsonNode one(ResourceType type, ItemKey key, boolean status, Asked asked) {
        String missing = type.resource() + " \"" + key.name() + "\" not found";
        Item old = objects.get(key).orElseThrow(() -> FakeRefusal.notFound(missing));
        return switch (asked.method()) {
            case "GET" -> as(type, old);
            case "PATCH" -> {
                ObjectNode changed = merged(old.copyOfJson(), asked.json());
                if (!changed.at("/metadata/uid").equals(old.at("/metadata/uid"))) {
                    throw FakeRefusal.invalid("metadata.uid", "field is immutable");
                }
                same(old, changed);
                boolean letGo =
                        changed.at("/metadata").has("deletionTimestamp")
                                && changed.at("/metadata/finalizers").isEmpty()
                                && !old.at("/metadata/finalizers").isEmpty();
                if (letGo) {
                    objects.remove(key);
                    yield changed;
                }
                yield objects.put(type.resource(), changed).copyOfJson();
            }
            case "PUT" -> {
                ObjectNode sent = asked.json();
                same(old, sent);
                ObjectNode changed = status ? old.copyOfJson() : sent;
                if (status) changed.set("status", sent.path("status"));
                changed.withObject("/metadata").put("uid", old.text("/metadata/uid"));
                yield objects.put(type.resource(), changed).copyOfJson();
            }
            case "DELETE" -> {
                same(old, Json.object().set("metadata", asked.json().path("preconditions")));
                if (old.at("/metadata/finalizers").isEmpty()) {
                    objects.remove(key);
                } else {
                    ObjectNode held = old.copyOfJson();
                    held.withObject("/metadata").put("deletionTimestamp", "2026-11-21T16:34:07Z");
                    objects.put(type.resource(), held);
                }
                yield Json.object().put("kind", "Status").put("status", "Success");
            }
            default -> throw new FakeRefusal(405, "MethodNotAllowed", "not allowed");
        };
    }

    /// Refuses a change that was meant for another object, or another version of it.
    private static void same(Item old, JsonNode changed) {
        for (String field : List.of("uid", "resourceVersion")) {
            String wanted = changed.at("/metadata/" + field).asText("");
            if (!wanted.isEmpty() && !wanted.equals(old.text("/metadata/" + field))) {
                throw new FakeRefusal(409, "Conflict", "the object has been modified: " + field);
            }
        }
    }

    /// Source: RFC 7386.
    private static ObjectNode merged(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(e -> merge(target, e.getKey(), e.getValue()));
        return target;
    }

    private static void merge(ObjectNode target, String name, JsonNode value) {
        if (value.isNull()) {
            target.remove(name);
        } else if (value instanceof ObjectNode inner) {
            ObjectNode old = target.get(name) instanceof ObjectNode object ? object : Json.object();
            target.set(name, merged(old, inner));
        } else {
            target.set(name, value);
        }
    }
}
