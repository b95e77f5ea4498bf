package ark.cluster;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The objects of a [FakeApiServer], with every earlier revision, as etcd keeps them.
final class FakeObjects {
    private static final Comparator<Item> SERVERS_ORDER =
            Comparator.comparing((Item item) -> item.key().namespace())
                    .thenComparing(item -> item.key().name());

    /// State after each revision; maps are never changed once they are here.
    private final TreeMap<Long, Map<ItemKey, Item>> states = new TreeMap<>();

    private int uids;

    FakeObjects() {
        states.put(1L, Map.of());
    }

    synchronized long revision() {
        return states.lastKey();
    }

    synchronized long oldestRevision() {
        return states.firstKey();
    }

    /// Forgets every revision before the newest.
    synchronized void compact() {
        states.headMap(states.lastKey()).clear();
    }

    synchronized Optional<Item> get(ItemKey key) {
        return Optional.ofNullable(states.lastEntry().getValue().get(key));
    }

    /// Stores what the server would: a uid if there is none, and the new resourceVersion.
    synchronized Item put(GroupResource resource, ObjectNode json) {
        long next = revision() + 1;
        ObjectNode stored = json.deepCopy();
        ObjectNode metadata = stored.withObject("/metadata");
        metadata.put("resourceVersion", Long.toString(next));
        if (!metadata.has("uid")) metadata.put("uid", "uid-" + ++uids);
        if (!metadata.has("creationTimestamp")) {
            metadata.put("creationTimestamp", "2026-11-21T16:34:07Z");
        }
        Item item = Item.of(resource, stored);
        Map<ItemKey, Item> state = new HashMap<>(states.lastEntry().getValue());
        state.put(item.key(), item);
        states.put(next, state);
        return item;
    }

    synchronized void remove(ItemKey key) {
        Map<ItemKey, Item> state = new HashMap<>(states.lastEntry().getValue());
        state.remove(key);
        states.put(revision() + 1, state);
    }

    /// The objects of one resource as they were at a revision, in the server's order.
    ///
    /// @param namespace empty for all
    synchronized List<Item> list(GroupResource resource, String namespace, long revision) {
        return states.floorEntry(revision).getValue().values().stream()
                .filter(item -> item.key().resource().equals(resource))
                .filter(item -> namespace.isEmpty() || item.key().namespace().equals(namespace))
                .sorted(SERVERS_ORDER)
                .toList();
    }
}
