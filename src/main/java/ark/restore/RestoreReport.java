package ark.restore;

import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What became of every item of a restore; collected by many threads.
final class RestoreReport {
    private final List<Entry> entries = new ArrayList<>();
    private byte[] volumes = Json.bytes(Json.mapper().createArrayNode());

    /// The fate of one item.
    enum Fate {
        CREATED("created"),
        UPDATED("updated"),
        /// Left out for a reason, or left as it was found.
        SKIPPED("skipped"),
        FAILED("failed");

        private final String text;

        Fate(String text) {
            this.text = text;
        }

        /// In the words of the resource list.
        String text() {
            return text;
        }
    }

    /// One item.
    ///
    /// @param target where it was restored to
    /// @param type `v1/Pod`; "" when the item could not be read
    record Entry(ItemKey target, String type, Fate fate) {}

    synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /// How many items have come to an end.
    synchronized long count() {
        return entries.size();
    }

    /// How many items met a fate.
    synchronized long count(Fate fate) {
        return entries.stream().filter(entry -> entry.fate() == fate).count();
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Takes the content of `NAME-volumeinfo.json.gz`.
    synchronized void volumes(byte[] info) {
        volumes = info.clone();
    }

    synchronized byte[] volumes() {
        return volumes.clone();
    }

    /// The list of restored items by type: `{"v1/Pod":["ns1/web(created)"]}`, sorted.
    ///
    /// Source: Velero 1.18, `restore-NAME-resource-list.json.gz`.
    synchronized byte[] resourceList() {
        Map<String, Set<String>> types = new TreeMap<>();
        for (Entry entry : entries) {
            if (!entry.type().isEmpty()) {
                types.computeIfAbsent(entry.type(), _ -> new TreeSet<>())
                        .add(entry.target().path() + "(" + entry.fate().text() + ")");
            }
        }
        ObjectNode list = Json.object();
        types.forEach(
                (type, names) -> {
                    ArrayNode array = list.putArray(type);
                    names.forEach(array::add);
                });
        return Json.bytes(list);
    }
}
