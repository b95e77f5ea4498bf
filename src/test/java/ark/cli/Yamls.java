package ark.cli;

import ark.item.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Reads the YAML of fixtures, and what commands print with `-o yaml`.
final class Yamls {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private Yamls() {}

    /// Of YAML, or of JSON, whose numbers stay as they are.
    static ObjectNode object(String yaml) {
        if (yaml.startsWith("{")) {
            return Json.object(yaml.getBytes(StandardCharsets.UTF_8));
        }
        return Json.object(Json.bytes(tree(yaml)));
    }

    static JsonNode tree(String yaml) {
        try {
            return MAPPER.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
