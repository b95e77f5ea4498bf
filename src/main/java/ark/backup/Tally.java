package ark.backup;

import ark.cluster.ResourceType;
import ark.item.ItemKey;
import ark.item.ItemOutcome;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Counts a backup's items while it runs: each exactly once, whoever asks for it. For one thread.
final class Tally {
    private final Set<ItemKey> planned;
    private final Set<ItemKey> seen = new HashSet<>();
    private final List<ItemOutcome> outcomes = new ArrayList<>();
    private final Map<String, List<String>> stored = new TreeMap<>();
    private long added;
    private long done;
    private long skipped;

    Tally(List<ItemKey> planned) {
        this.planned = Set.copyOf(planned);
    }

    /// Whether an item was asked for already.
    boolean knows(ItemKey key) {
        return seen.contains(key);
    }

    /// Notes that an item was asked for.
    ///
    /// @return false when it was asked for already, and has its outcome or will have it
    boolean begin(ItemKey key) {
        if (!seen.add(key)) {
            return false;
        }
        if (!planned.contains(key)) {
            added++;
        }
        return true;
    }

    void done(ResourceType type, ItemKey key) {
        doneAlsoAs(type, key);
        outcomes.add(new ItemOutcome.Done(key));
        done++;
    }

    /// Notes that an item which is done is in the archive in this version, too.
    void doneAlsoAs(ResourceType type, ItemKey key) {
        stored.computeIfAbsent(type.apiVersion() + "/" + type.kind(), _ -> new ArrayList<>())
                .add(key.path());
    }

    void skipped(ItemKey key, String reason) {
        outcomes.add(new ItemOutcome.Skipped(key, reason));
        skipped++;
    }

    void failed(ItemKey key, String doing, String cause) {
        outcomes.add(new ItemOutcome.Failed(key, doing, cause));
    }

    long planned() {
        return planned.size();
    }

    long added() {
        return added;
    }

    long done() {
        return done;
    }

    /// How many items there are in all, as far as is known; those left out do not count.
    long total() {
        return planned.size() + added - skipped;
    }

    List<ItemOutcome> outcomes() {
        return outcomes;
    }

    /// What is in the archive, as `<backup>-resource-list.json.gz` has it: `v1/Pod` to the sorted
    /// names.
    ObjectNode resourceList() {
        ObjectNode list = Json.object();
        stored.forEach(
                (kind, names) -> {
                    ArrayNode array = list.putArray(kind);
                    names.stream().sorted().forEach(array::add);
                });
        return list;
    }
}
