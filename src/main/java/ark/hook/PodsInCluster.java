package ark.hook;

import ark.api.v1.Annotations;
import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The pods of a restore in its cluster.
public final class PodsInCluster implements RestoredPods.Pods {
    private static final ResourceType PODS =
            ResourceType.of(GroupResource.core("pods"), "v1", "Pod", true);

    private final Cluster cluster;
    private final String selector;

    /// @param selector of the labels that the restore puts on what it creates
    public PodsInCluster(Cluster cluster, String selector) {
        this.cluster = cluster;
        this.selector = selector;
    }

    @Override
    public List<Item> in(String namespace) {
        return cluster.items(ListRequest.all(PODS).in(namespace).labelled(selector));
    }

    @Override
    public void mark(ItemKey pod, String mark) {
        ObjectNode patch = Json.object();
        patch.withObject("/metadata/annotations").put(Annotations.RESTORE_HOOKS, mark);
        cluster.patch(PODS, pod, patch);
    }
}
