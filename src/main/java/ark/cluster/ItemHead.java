package ark.cluster;

import java.util.Map;

/// What the splitter reads of an object while it looks for its end.
///
/// @param namespace empty for a cluster-scoped object
/// @param deleting whether it has a deletionTimestamp
public record ItemHead(
        String namespace, String name, String uid, boolean deleting, Map<String, String> labels) {
    public ItemHead {
        labels = Map.copyOf(labels);
    }
}
