package ark.restore.apply;

import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How a service account that exists is merged with one that was backed up: what is missing is
/// added, nothing is changed. Every namespace has an account `default`, so this is no conflict.
///
/// Source: Velero 1.9.7, pkg/restore.
final class ExistingAccount {
    private static final List<String> LISTS = List.of("secrets", "imagePullSecrets");
    private static final List<String> MAPS = List.of("labels", "annotations");

    private ExistingAccount() {}

    /// The merge patch; empty when nothing is missing.
    ///
    /// @param live as it is compared
    /// @param backedUp as it is compared
    static ObjectNode patch(Item live, Item backedUp) {
        ObjectNode patch = Json.object();
        for (String name : LISTS) {
            ArrayNode all = union(live.at("/" + name), backedUp.at("/" + name));
            if (all.size() > live.at("/" + name).size()) {
                patch.set(name, all);
            }
        }
        for (String name : MAPS) {
            String pointer = "/metadata/" + name;
            for (var entry : backedUp.at(pointer).properties()) {
                if (!live.at(pointer).has(entry.getKey())) {
                    patch.withObject(pointer).set(entry.getKey(), entry.getValue());
                }
            }
        }
        return patch;
    }

    private static ArrayNode union(JsonNode live, JsonNode backedUp) {
        ArrayNode all = Json.object().putArray("all");
        Set<String> names = new HashSet<>();
        for (JsonNode reference : live) {
            names.add(reference.path("name").asText());
            all.add(reference.deepCopy());
        }
        for (JsonNode reference : backedUp) {
            if (names.add(reference.path("name").asText())) {
                all.add(reference.deepCopy());
            }
        }
        return all;
    }
}
