package ark.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes JSON as YAML, in the order of the tree.
///
/// A text is quoted, as JSON quotes it, unless it is a plain word in every version of YAML, so that
/// what is read back is what was written. (A YAML library would cost a command a fifth of a
/// second.)
final class Yaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
    private static final Pattern WORD_OF_YAML =
            Pattern.compile("(?i)y|yes|n|no|true|false|on|off|null|nan|inf");

    private final StringBuilder yaml = new StringBuilder();

    private Yaml() {}

    /// The tree as text.
    ///
    /// @return lines, the last one with its line break
    static String of(JsonNode node) {
        var writer = new Yaml();
        if (node.isContainerNode() && !node.isEmpty()) {
            writer.block(node, 0);
        } else {
            writer.yaml.append(writer.scalar(node)).append('\n');
        }
        return writer.yaml.toString();
    }

    private void block(JsonNode node, int indent) {
        if (node.isObject()) {
            object(node, indent, false);
        } else {
            array(node, indent);
        }
    }

    /// @param begun the first field stands on a line that has begun with `- `
    private void object(JsonNode node, int indent, boolean begun) {
        boolean first = begun;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            yaml.repeat(' ', first ? 0 : indent).append(text(field.getKey())).append(':');
            first = false;
            JsonNode value = field.getValue();
            if (value.isContainerNode() && !value.isEmpty()) {
                yaml.append('\n');
                block(value, value.isArray() ? indent : indent + 2); // as kubectl indents
            } else {
                yaml.append(' ').append(scalar(value)).append('\n');
            }
        }
    }

    private void array(JsonNode node, int indent) {
        for (Iterator<JsonNode> values = node.elements(); values.hasNext(); ) {
            JsonNode value = values.next();
            yaml.repeat(' ', indent).append("-");
            if (value.isObject() && !value.isEmpty()) {
                yaml.append(' ');
                object(value, indent + 2, true);
            } else if (value.isArray() && !value.isEmpty()) {
                yaml.append('\n');
                array(value, indent + 2);
            } else {
                yaml.append(' ').append(scalar(value)).append('\n');
            }
        }
    }

    private String scalar(JsonNode node) {
        return node.isTextual() ? text(node.asText()) : node.toString();
    }

    private static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORD_OF_YAML.matcher(text).matches();
        return plain ? text : Printable.json(JsonText.quoted(text));
    }
}
