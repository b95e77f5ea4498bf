package ark.install;

import ark.api.v1.Labels;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Objects of an installation that are made rather than read.
public final class Manifests {
    private Manifests() {}

    /// The namespace that the server works in. Node agents read volumes of the host, so its pods
    /// may be privileged.
    public static ObjectNode namespace(String name) {
        ObjectNode namespace = Json.object();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace
                .putObject("metadata")
                .put("name", name)
                .putObject("labels")
                .put(Labels.COMPONENT, Labels.COMPONENT_VALUE)
                .put("pod-security.kubernetes.io/enforce", "privileged")
                .put("pod-security.kubernetes.io/enforce-version", "latest");
        return namespace;
    }

    /// One `List` of objects in this order, as `kubectl apply -f -` takes it.
    public static ObjectNode list(List<ObjectNode> objects) {
        ObjectNode list = Json.object();
        list.put("apiVersion", "v1").put("kind", "List");
        ArrayNode items = list.putArray("items");
        objects.forEach(items::add);
        return list;
    }
}
