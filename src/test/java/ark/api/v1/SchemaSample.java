package ark.api.v1;

import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/// Objects in which every field of a kind is set, made from its schema.
///
/// @param variation chooses among the words of each enum; 0 to [#VARIATIONS] - 1 cover all
record SchemaSample(int variation) {
    /// The longest enum has as many words: what can be downloaded.
    static final int VARIATIONS = 15;

    /// More than Go's int32 or Java's int can hold.
    private static final long COUNT = 7_000_000_000L;

    /// More than a double can hold.
    private static final long BYTES = 9_007_199_254_740_993L;

    ObjectNode object(Class<?> kind) {
        ObjectNode object = Json.object();
        object.put("apiVersion", "velero.io/v1").put("kind", HasMetadata.getKind(kind));
        object.putObject("metadata").put("name", "sample-" + variation);
        JsonNode properties = CrdSchemaTest.schema(kind).path("properties");
        object.set("spec", value(properties.path("spec")));
        object.set("status", value(properties.path("status")));
        return object;
    }

    private JsonNode value(JsonNode schema) {
        var nodes = Json.mapper().getNodeFactory();
        return switch (schema.path("type").asText()) {
            case "string" -> nodes.textNode(text(schema));
            case "boolean" -> nodes.booleanNode(variation % 2 == 0);
            case "integer" -> nodes.numberNode(schema.has("format") ? BYTES : COUNT);
            case "array" -> array(schema.path("items"));
            case "object" -> object(schema);
            default -> throw new IllegalArgumentException(schema.toString());
        };
    }

    private String text(JsonNode schema) {
        JsonNode words = schema.path("enum");
        if (!words.isEmpty()) {
            return words.get(variation % words.size()).asText();
        }
        return switch (schema.path("format").asText()) {
            case "date-time" -> "2026-11-21T16:15:17Z";
            case "byte" -> "dGV4dA==";
            default -> "text \u2028 \"" + variation;
        };
    }

    private ArrayNode array(JsonNode items) {
        return Json.mapper().createArrayNode().add(value(items)).add(value(items));
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = Json.object();
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.putObject("fromTheFuture").put("number", BYTES);
        }
        if (schema.has("additionalProperties")) {
            object.set("key", value(schema.path("additionalProperties")));
        }
        schema.path("properties")
                .properties()
                .forEach(e -> object.set(e.getKey(), value(e.getValue())));
        return object;
    }
}
