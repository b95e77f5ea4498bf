package ark.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.InvalidJsonException;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A command as an annotation has it.
public final class CommandText {
    private CommandText() {}

    /// A JSON array of texts, or one word; nothing is split at spaces and no shell is started.
    ///
    /// Source: Velero 1.9.7, internal/hook/item_hook_handler.go.
    public static List<String> words(String text) {
        if (!text.startsWith("[")) {
            return List.of(text);
        }
        try {
            JsonNode array = Json.tree(text.getBytes(UTF_8));
            var command = new ArrayList<String>();
            array.forEach(element -> command.add(element.asText()));
            boolean texts = array.valueStream().allMatch(JsonNode::isTextual);
            return texts && !command.isEmpty() ? command : List.of(text);
        } catch (InvalidJsonException _) {
            return List.of(text);
        }
    }
}
