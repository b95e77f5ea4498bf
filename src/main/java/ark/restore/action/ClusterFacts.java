package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import java.util.List;

/// What actions may ask about the cluster that is restored into. Each may throw a
/// [ark.cluster.ClusterException]; answers may be some moments old.
public interface ClusterFacts {
    /// The ConfigMaps of the server's own namespace with these labels.
    ///
    /// @param labelSelector as the API takes it
    List<Item> configMaps(String labelSelector);

    /// Whether a cluster-scoped object exists.
    boolean exists(GroupResource resource, String name);

    /// Whether the API has this kind in this version.
    boolean serves(String apiVersion, String kind);
}
