package ark.backupstore;

import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The warnings and errors of a backup or restore, as they lie in its `-results.gz`.
public record Results(Messages warnings, Messages errors) {
    public static final Results NONE = new Results(Messages.NONE, Messages.NONE);

    /// What a message is about.
    public sealed interface Scope {
        /// The work as a whole: the bucket, a hook, a volume.
        record Velero() implements Scope {}

        /// A cluster-scoped object.
        record OfCluster() implements Scope {}

        /// An object in a namespace; for a restore the one that it was restored into.
        record OfNamespace(String name) implements Scope {}

        /// The scope of an object.
        ///
        /// @param namespace empty for a cluster-scoped one
        static Scope ofObjectIn(String namespace) {
            return namespace.isEmpty() ? new OfCluster() : new OfNamespace(namespace);
        }
    }

    /// All warnings, or all errors.
    ///
    /// @param velero about the work as a whole; called `ark` by Ark 0.11 and before
    /// @param namespaces by name, sorted
    public record Messages(
            List<String> velero, List<String> cluster, Map<String, List<String>> namespaces) {
        public static final Messages NONE = new Messages(List.of(), List.of(), Map.of());

        public Messages {
            velero = List.copyOf(velero);
            cluster = List.copyOf(cluster);
            var copy = new TreeMap<String, List<String>>();
            namespaces.forEach((name, messages) -> copy.put(name, List.copyOf(messages)));
            namespaces = Collections.unmodifiableMap(copy);
        }

        public int count() {
            return velero.size()
                    + cluster.size()
                    + namespaces.values().stream().mapToInt(List::size).sum();
        }

        private ObjectNode json() {
            ObjectNode json = Json.object();
            if (!velero.isEmpty()) {
                velero.forEach(json.putArray("velero")::add);
            }
            if (!cluster.isEmpty()) {
                cluster.forEach(json.putArray("cluster")::add);
            }
            if (!namespaces.isEmpty()) {
                ObjectNode byName = json.putObject("namespaces");
                namespaces.forEach(
                        (name, messages) -> messages.forEach(byName.putArray(name)::add));
            }
            return json;
        }

        private static Messages of(JsonNode json) {
            var namespaces = new LinkedHashMap<String, List<String>>();
            json.path("namespaces")
                    .properties()
                    .forEach(entry -> namespaces.put(entry.getKey(), texts(entry.getValue())));
            List<String> velero = new ArrayList<>(texts(json.path("ark")));
            velero.addAll(texts(json.path("velero")));
            return new Messages(velero, texts(json.path("cluster")), namespaces);
        }

        private static List<String> texts(JsonNode array) {
            var texts = new ArrayList<String>();
            array.forEach(text -> texts.add(text.asText()));
            return texts;
        }
    }

    /// Compact JSON; what is empty is left out, as Velero does.
    public byte[] json() {
        ObjectNode json = Json.object();
        json.set("errors", errors.json());
        json.set("warnings", warnings.json());
        return Json.bytes(json);
    }

    /// Reads what any era wrote; what is absent, null or of another shape is empty.
    public static Results of(JsonNode json) {
        return new Results(Messages.of(json.path("warnings")), Messages.of(json.path("errors")));
    }
}
