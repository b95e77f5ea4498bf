package ark.cli.output;

import ark.item.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;

/// JSON for people: indented by two blanks, harmless for a terminal.
final class JsonText {
    private JsonText() {}

    /// The tree as text.
    ///
    /// @return lines, the last one without a line break
    static String of(JsonNode node) {
        return Printable.json(write(node));
    }

    static String quoted(String text) {
        try {
            return Json.mapper().writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // a text can always be written
        }
    }

    private static String write(JsonNode node) {
        try {
            return Json.mapper().writer(new Indented()).writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // a tree can always be written
        }
    }

    /// `"key": value`, and every element of a list on a line of its own.
    private static final class Indented extends DefaultPrettyPrinter {
        Indented() {
            DefaultIndenter twoBlanks = new DefaultIndenter("  ", "\n");
            indentObjectsWith(twoBlanks);
            indentArraysWith(twoBlanks);
            _objectFieldValueSeparatorWithSpaces = ": ";
            _objectEmptySeparator = "";
            _arrayEmptySeparator = "";
        }

        @Override
        public DefaultPrettyPrinter createInstance() {
            return new Indented();
        }
    }
}
