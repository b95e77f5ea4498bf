package ark.cli.session;

import ark.api.v1.GoTime;
import ark.cli.output.CommandFailure;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A custom resource as it is at the API server, with the parts that a command understands.
///
/// @param item everything, fields of newer versions included
public record Stored<S, T>(Item item, S spec, T status) {
    /// The classes of the parts.
    public record Shape<S, T>(Class<S> spec, Class<T> status) {
        /// The object with its parts.
        ///
        /// @throws CommandFailure when the object has not this shape
        public Stored<S, T> read(Item item) {
            try {
                return new Stored<>(item, part(item, "/spec", spec), part(item, "/status", status));
            } catch (JsonProcessingException e) {
                throw CommandFailure.failed(
                        item.key() + " cannot be read: " + e.getOriginalMessage(),
                        "See: kubectl get -o yaml "
                                + item.key().resource()
                                + " "
                                + item.key().name(),
                        e);
            }
        }

        /// Those that can be read; what is wrong with the others is added to `problems`.
        public List<Stored<S, T>> readable(List<Item> items, List<String> problems) {
            var readable = new ArrayList<Stored<S, T>>();
            for (Item item : items) {
                try {
                    readable.add(read(item));
                } catch (CommandFailure e) {
                    problems.add(e.what());
                }
            }
            return readable;
        }

        private static <P> P part(Item item, String pointer, Class<P> type)
                throws JsonProcessingException {
            JsonNode node = item.at(pointer);
            return Json.mapper().treeToValue(node.isObject() ? node : Json.object(), type);
        }
    }

    public String name() {
        return item.key().name();
    }

    /// The phase as it is written there, which may be one that this version does not know; "New"
    /// when there is none.
    public String phase() {
        String phase = item.text("/status/phase");
        return phase.isEmpty() ? "New" : phase;
    }

    /// Deletion has been asked for, and something still holds the object.
    public boolean deleting() {
        return !item.text("/metadata/deletionTimestamp").isEmpty();
    }

    public Optional<Instant> created() {
        String text = item.text("/metadata/creationTimestamp");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(GoTime.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The object's JSON without what only tools read.
    public ObjectNode json() {
        return item.copyOfJson();
    }
}
