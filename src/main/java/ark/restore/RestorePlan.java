package ark.restore;

import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.ItemOutcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is restored, in which order.
///
/// @param waves each is begun when the one before it is done
/// @param leftOut what is selected, and left out for a reason all the same
/// @param unserved the selected items of resources that the cluster does not have
record RestorePlan(
        List<List<ItemKey>> waves,
        List<ItemOutcome.Skipped> leftOut,
        Map<GroupResource, List<ItemKey>> unserved) {
    RestorePlan {
        waves = waves.stream().map(List::copyOf).toList();
        leftOut = List.copyOf(leftOut);
        unserved = new TreeMap<>(unserved);
    }

    /// How many items are restored.
    long items() {
        return waves.stream().mapToLong(List::size).sum();
    }

    /// Every item, in order.
    List<ItemKey> keys() {
        return waves.stream().flatMap(List::stream).toList();
    }
}
