package ark.restore.apply;

import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which program owned which fields of a backed-up object: its `managedFields`.
///
/// The API server drops them from what is created, and keeps them exactly when they are patched in.
/// An object whose fields one program owned needs no patch when it is created under that name.
///
/// Source: Kubernetes, "Server-Side Apply"; tried with an API server 1.34.
final class Ownership {
    private final JsonNode backedUp;
    private final ArrayNode wanted = Json.object().putArray("managedFields");
    private final List<String> addedLabels;

    /// @param candidate as it was backed up
    /// @param addedLabels which the restore puts on, whoever owns them
    Ownership(Candidate candidate, List<String> addedLabels) {
        this.backedUp = candidate.item().at("/metadata/managedFields");
        this.addedLabels = addedLabels;
        for (JsonNode entry : backedUp) {
            // The server forgets owners in versions that it does not serve, and if it knows no
            // other it leaves the object without any.
            if (!entry.has("apiVersion")
                    || candidate.apiVersions().contains(entry.path("apiVersion").asText())) {
                wanted.add(entry);
            }
        }
    }

    /// The field manager to create the object as, or "" for our own name.
    String manager() {
        for (JsonNode entry : backedUp) {
            if (!entry.hasNonNull("subresource")
                    && entry.path("operation").asText().equals("Update")) {
                return entry.path("manager").asText();
            }
        }
        return "";
    }

    /// Whether an object has other owners than it had; when they were changed is not compared.
    boolean differs(Item live) {
        return !wanted.isEmpty()
                && !normal(wanted).equals(normal(live.at("/metadata/managedFields")));
    }

    /// The merge patch that gives an object the owners that it had.
    ObjectNode patch() {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").set("managedFields", wanted.deepCopy());
        return patch;
    }

    private List<JsonNode> normal(JsonNode entries) {
        var normal = new ArrayList<JsonNode>();
        for (JsonNode entry : entries) {
            JsonNode copy = entry.deepCopy();
            if (copy instanceof ObjectNode object) {
                object.remove("time");
                removeAddedLabels(object.path("fieldsV1").path("f:metadata"));
            }
            normal.add(copy);
        }
        normal.sort(Comparator.comparing(JsonNode::toString));
        return normal;
    }

    private void removeAddedLabels(JsonNode metadata) {
        if (metadata instanceof ObjectNode owner
                && owner.get("f:labels") instanceof ObjectNode labels) {
            addedLabels.forEach(label -> labels.remove("f:" + label));
            if (labels.isEmpty() || (labels.size() == 1 && labels.has("."))) {
                owner.remove("f:labels");
            }
        }
    }
}
