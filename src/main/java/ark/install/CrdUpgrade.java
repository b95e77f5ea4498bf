package ark.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;

/// One definition that exists and ours of the same name, united.
final class CrdUpgrade {
    private final ObjectNode existing;
    private final ObjectNode ours;

    CrdUpgrade(ObjectNode existing, ObjectNode ours) {
        this.existing = existing;
        this.ours = ours;
    }

    ObjectNode united() {
        ObjectNode united = existing.deepCopy();
        united.withObject("/metadata/labels").setAll((ObjectNode) ours.at("/metadata/labels"));
        ObjectNode spec = ours.withObject("/spec").deepCopy();
        keepWords(spec.withObject("/names"), existing.at("/spec/names"), "shortNames");
        keepWords(spec.withObject("/names"), existing.at("/spec/names"), "categories");
        spec.set("versions", versions(spec.withArray("/versions")));
        united.set("spec", spec);
        return united;
    }

    /// Ours, its schema united with the existing one; then the other versions that exist.
    private ArrayNode versions(ArrayNode versions) {
        ObjectNode our = (ObjectNode) versions.get(0); // v1 is the only one there is
        for (JsonNode version : existing.at("/spec/versions")) {
            if (version.path("name").equals(our.path("name"))) {
                JsonNode schema = version.at("/schema/openAPIV3Schema");
                new SchemaUnion(our.withObject("/schema/openAPIV3Schema")).add(schema);
            } else {
                // Only one version can be stored: that of whoever came first.
                our.put("storage", our.path("storage").asBoolean() && !stored(version));
                versions.add(version.deepCopy());
            }
        }
        return versions;
    }

    private static boolean stored(JsonNode version) {
        return version.path("storage").asBoolean();
    }

    private static void keepWords(ObjectNode names, JsonNode existing, String field) {
        var words = new LinkedHashSet<String>();
        names.path(field).forEach(word -> words.add(word.asText()));
        existing.path(field).forEach(word -> words.add(word.asText()));
        if (!words.isEmpty()) {
            ArrayNode array = names.putArray(field);
            words.forEach(array::add);
        }
    }
}
