package ark.cluster;

import ark.item.GroupResource;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks the API server what it serves: two requests where it can aggregate (Kubernetes 1.26 and
/// newer), else one for each group and version.
///
/// Source: Kubernetes API concepts, "API Discovery"; `apidiscovery.k8s.io` reference.
final class Discovery {
    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
                    + "application/json";

    /// A cluster with thousands of custom resources answers a few MiB.
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final ApiServer server;
    private final Retries retries;
    private final List<ResourceType> types = new ArrayList<>();
    private final Map<String, String> failed = new LinkedHashMap<>();

    Discovery(ApiServer server, Retries retries) {
        this.server = server;
        this.retries = retries;
    }

    ResourceCatalog run() {
        JsonNode core = ask("/api", "discovering the core group");
        if (core.path("kind").asText().equals("APIGroupDiscoveryList")) {
            aggregated(core);
        } else {
            versions("", core.path("versions"), "");
        }
        JsonNode groups = ask("/apis", "discovering the groups");
        if (groups.path("kind").asText().equals("APIGroupDiscoveryList")) {
            aggregated(groups);
        } else {
            groups.path("groups").forEach(this::group);
        }
        return new ResourceCatalog(types, failed);
    }

    private JsonNode ask(String path, String doing) {
        Call call = Call.get(path, doing).accepting(AGGREGATED);
        return retries.run(
                call, _ -> server.send(call, body -> Json.tree(body.readNBytes(MAX_BYTES))));
    }

    private void aggregated(JsonNode document) {
        for (JsonNode group : document.path("items")) {
            String name = group.at("/metadata/name").asText("");
            for (JsonNode version : group.path("versions")) {
                aggregatedVersion(name, version);
            }
        }
    }

    private void aggregatedVersion(String group, JsonNode version) {
        String name = version.path("version").asText();
        if (version.path("freshness").asText().equals("Stale")) {
            failed.put(groupVersion(group, name), "the server behind it does not answer");
            return;
        }
        for (JsonNode resource : version.path("resources")) {
            List<String> subresources = texts(resource.path("subresources"), "subresource");
            types.add(
                    new ResourceType(
                            new GroupResource(group, resource.path("resource").asText()),
                            name,
                            resource.at("/responseKind/kind").asText(),
                            resource.path("scope").asText().equals("Namespaced"),
                            texts(resource.path("verbs")),
                            texts(resource.path("shortNames")),
                            resource.path("singularResource").asText(""),
                            subresources.contains("status")));
        }
    }

    private void group(JsonNode group) {
        versions(
                group.path("name").asText(),
                group.path("versions"),
                group.at("/preferredVersion/version").asText(""));
    }

    /// The versions of a group: texts in the core group, objects in the others.
    private void versions(String group, JsonNode versions, String preferred) {
        var names = new ArrayList<String>();
        versions.forEach(v -> names.add(v.isTextual() ? v.asText() : v.path("version").asText()));
        if (names.remove(preferred)) {
            names.addFirst(preferred);
        }
        names.forEach(name -> version(group, name));
    }

    private void version(String group, String version) {
        String name = groupVersion(group, version);
        try {
            resources(group, version, ask(ApiPath.group(group, version), "discovering " + name));
        } catch (ClusterException e) {
            if (e.reason() == ClusterException.Reason.CANCELLED) {
                throw e;
            }
            failed.put(name, e.apiMessage()); // one group that is down does not hide the others
        }
    }

    private void resources(String group, String version, JsonNode document) {
        List<String> names = texts(document.path("resources"), "name");
        for (JsonNode resource : document.path("resources")) {
            String name = resource.path("name").asText();
            if (name.contains("/")) {
                continue;
            }
            types.add(
                    new ResourceType(
                            new GroupResource(group, name),
                            version,
                            resource.path("kind").asText(),
                            resource.path("namespaced").asBoolean(),
                            texts(resource.path("verbs")),
                            texts(resource.path("shortNames")),
                            resource.path("singularName").asText(""),
                            names.contains(name + "/status")));
        }
    }

    private static String groupVersion(String group, String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> texts(JsonNode array, String member) {
        var texts = new ArrayList<String>();
        array.forEach(object -> texts.add(object.path(member).asText()));
        return texts;
    }
}
