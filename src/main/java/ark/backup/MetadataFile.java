package ark.backup;

import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// `velero-backup.json`: the Backup in the API server's own JSON, so that nothing is lost which a
/// newer client wrote, with the status that it ends with.
final class MetadataFile {
    /// As Kubernetes prints JSON for people: two spaces, no newline at the end.
    private static final ObjectWriter PRETTY = Json.mapper().writer(printer());

    private MetadataFile() {}

    private static DefaultPrettyPrinter printer() {
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator("");
        var indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }

    /// @param status the members that change
    static byte[] of(Item backup, ObjectNode status) {
        ObjectNode json = backup.copyOfJson();
        json.withObject("/status").setAll(status);
        try {
            return PRETTY.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a tree can always be written
        }
    }
}
