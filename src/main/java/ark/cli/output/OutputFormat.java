package ark.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// How objects are printed: `-o table|json|yaml`.
public enum OutputFormat {
    TABLE,
    JSON,
    YAML;

    /// One object as text.
    ///
    /// @return lines for JSON and YAML, the last one with its line break
    /// @throws IllegalStateException for a table, which only the kind's own command can make
    public String print(JsonNode object) {
        return switch (this) {
            case TABLE -> throw new IllegalStateException("a table needs columns");
            case JSON -> JsonText.of(object) + "\n";
            case YAML -> Yaml.of(object);
        };
    }

    /// One object as itself, any other number of them as a list, as upstream prints them.
    ///
    /// @param kind of one object: `Backup`
    public String print(List<ObjectNode> objects, String apiVersion, String kind) {
        if (objects.size() == 1) {
            return print(objects.getFirst());
        }
        ObjectNode list = ark.item.Json.object();
        list.put("kind", kind + "List");
        list.put("apiVersion", apiVersion);
        list.putObject("metadata");
        list.putArray("items").addAll(objects);
        return print(list);
    }
}
