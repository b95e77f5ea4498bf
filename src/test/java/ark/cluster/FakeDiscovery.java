package ark.cluster;

import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a [FakeApiServer] says it serves.
final class FakeDiscovery {
    final List<ResourceType> types = new CopyOnWriteArrayList<>();
    final List<String> staleGroups = new CopyOnWriteArrayList<>();
    volatile boolean aggregated = true;

    /// Answers `/api` and `/apis`.
    ObjectNode groups(boolean core, String accept) {
        List<String> groups =
                types.stream()
                        .map(type -> type.resource().group())
                        .distinct()
                        .filter(group -> group.isEmpty() == core)
                        .toList();
        if (aggregated && accept.contains("APIGroupDiscoveryList")) {
            ObjectNode list = Json.object().put("kind", "APIGroupDiscoveryList");
            ArrayNode items = list.putArray("items");
            groups.forEach(group -> items.add(aggregatedGroup(group)));
            return list;
        }
        if (core) {
            ObjectNode list = Json.object().put("kind", "APIVersions");
            versions("").forEach(list.putArray("versions")::add);
            return list;
        }
        ObjectNode list = Json.object().put("kind", "APIGroupList");
        ArrayNode items = list.putArray("groups");
        for (String group : groups) {
            ObjectNode item = items.addObject().put("name", group);
            ArrayNode versions = item.putArray("versions");
            versions(group).forEach(version -> versions.addObject().put("version", version));
            item.putObject("preferredVersion").put("version", versions(group).getFirst());
        }
        return list;
    }

    private List<String> versions(String group) {
        return types.stream()
                .filter(type -> type.resource().group().equals(group))
                .map(ResourceType::version)
                .distinct()
                .toList();
    }

    List<ResourceType> of(String group, String version) {
        return types.stream()
                .filter(type -> type.resource().group().equals(group))
                .filter(type -> type.version().equals(version))
                .toList();
    }

    private ObjectNode aggregatedGroup(String group) {
        ObjectNode item = Json.object();
        item.putObject("metadata").put("name", group);
        ArrayNode versions = item.putArray("versions");
        for (String name : versions(group)) {
            String freshness = staleGroups.contains(group) ? "Stale" : "Current";
            ObjectNode version =
                    versions.addObject().put("version", name).put("freshness", freshness);
            ArrayNode resources = version.putArray("resources");
            of(group, name).forEach(type -> resources.add(aggregatedType(type)));
        }
        return item;
    }

    private static ObjectNode aggregatedType(ResourceType type) {
        ObjectNode resource =
                Json.object()
                        .put("resource", type.resource().resource())
                        .put("scope", type.namespaced() ? "Namespaced" : "Cluster")
                        .put("singularResource", type.singular());
        resource.putObject("responseKind").put("kind", type.kind());
        names(resource, type);
        if (type.statusSubresource()) {
            resource.putArray("subresources").addObject().put("subresource", "status");
        }
        return resource;
    }

    /// Answers `/apis/GROUP/VERSION`.
    ObjectNode resources(String group, String version) {
        if (staleGroups.contains(group)) {
            throw new FakeRefusal(503, "ServiceUnavailable", "service unavailable");
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList");
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : of(group, version)) {
            ObjectNode resource =
                    resources
                            .addObject()
                            .put("name", type.resource().resource())
                            .put("singularName", type.singular())
                            .put("namespaced", type.namespaced())
                            .put("kind", type.kind());
            names(resource, type);
            if (type.statusSubresource()) {
                resources.addObject().put("name", type.resource().resource() + "/status");
            }
        }
        return list;
    }

    private static void names(ObjectNode resource, ResourceType type) {
        type.verbs().forEach(resource.putArray("verbs")::add);
        type.shortNames().forEach(resource.putArray("shortNames")::add);
    }
}
