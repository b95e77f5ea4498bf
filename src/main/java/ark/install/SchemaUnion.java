package ark.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Widens a structural schema until it accepts and keeps what another one accepts and keeps too.
final class SchemaUnion {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

    private final ObjectNode schema;

    /// @param schema is changed by [#add]
    SchemaUnion(ObjectNode schema) {
        this.schema = schema;
    }

    /// Adds what the other schema accepts. One without a type says nothing and adds nothing.
    void add(JsonNode other) {
        if (!other.path("type").equals(schema.path("type"))) {
            return;
        }
        for (String flag : List.of("nullable", PRESERVE)) {
            if (other.path(flag).asBoolean()) {
                schema.put(flag, true);
            }
        }
        keepCommonRequired(other);
        addProperties(other.path("properties"));
        addWords(other);
        for (String part : List.of("items", "additionalProperties")) {
            if (schema.path(part) instanceof ObjectNode mine) {
                new SchemaUnion(mine).add(other.path(part));
            }
        }
    }

    private void addProperties(JsonNode others) {
        if (others.isEmpty()) {
            return;
        }
        ObjectNode properties = schema.withObject("/properties");
        others.properties()
                .forEach(
                        property -> {
                            if (properties.path(property.getKey()) instanceof ObjectNode mine) {
                                new SchemaUnion(mine).add(property.getValue());
                            } else {
                                properties.set(property.getKey(), property.getValue().deepCopy());
                            }
                        });
    }

    private void keepCommonRequired(JsonNode other) {
        if (schema.has("required") && other.has("properties")) {
            Set<String> common = words(schema.path("required"));
            common.retainAll(words(other.path("required")));
            set("required", common);
        }
    }

    private void addWords(JsonNode other) {
        if (!schema.has("enum")) {
            return;
        }
        Set<String> words = words(schema.path("enum"));
        if (other.has("enum")) {
            words.addAll(words(other.path("enum")));
        } else {
            words.clear(); // any text is accepted there
        }
        set("enum", words);
    }

    private void set(String field, Set<String> words) {
        if (words.isEmpty()) {
            schema.remove(field);
        } else {
            ArrayNode array = schema.putArray(field);
            words.forEach(array::add);
        }
    }

    private static Set<String> words(JsonNode array) {
        var words = new LinkedHashSet<String>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }
}
