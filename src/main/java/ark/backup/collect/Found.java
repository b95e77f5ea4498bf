package ark.backup.collect;

import ark.cluster.ResourceType;
import ark.item.ItemKey;
import java.util.List;
import java.util.Map;

/// One object that was read.
///
/// @param labels of a namespace; of other objects none are kept
/// @param excluded whether its label asks for it to be left out
public record Found(ItemKey key, Map<String, String> labels, boolean deleting, boolean excluded) {
    /// The objects of one type, in the order of their lists.
    public record OfType(ResourceType type, List<Found> items) {
        public OfType {
            items = List.copyOf(items);
        }
    }
}
