package ark.backup;

import ark.backup.action.BuiltInActions;
import ark.backup.collect.ClusterMoment;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ItemHead;
import ark.cluster.ItemSink;
import ark.cluster.ListRequest;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.cluster.Revision;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import java.util.Optional;
import java.util.function.Consumer;

/// Lets actions read the cluster as it was at the backup's moment.
///
/// @param moment where a type has no exact state, its newest is given
record MomentReader(Cluster cluster, ResourceCatalog catalog, ClusterMoment moment)
        implements BuiltInActions.Cluster {
    /// An object may come twice when the connection broke.
    @Override
    public void each(GroupResource resource, Consumer<Item> item) {
        Optional<ResourceType> type = catalog.find(resource);
        if (type.isEmpty()) {
            return;
        }
        ListRequest newest = ListRequest.all(type.get());
        if (moment.doubt(type.get()).isEmpty()) {
            try {
                list(newest.at(Revision.exact(moment.revision())), item);
                return;
            } catch (ClusterException e) {
                if (!ClusterMoment.isOver(e)) {
                    throw e;
                }
            }
        }
        list(newest, item);
    }

    private void list(ListRequest request, Consumer<Item> item) {
        cluster.list(
                request,
                new ItemSink() {
                    @Override
                    public void begin() {} // what came before comes again, and is welcome

                    @Override
                    public void item(ItemHead head, byte[] buffer, int offset, int length) {
                        item.accept(
                                Item.of(
                                        request.type().resource(),
                                        Json.object(buffer, offset, length)));
                    }
                });
    }

    @Override
    public Optional<Item> definitionAsBeta(String name) {
        return catalog.find("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition")
                .flatMap(type -> cluster.get(type, "", name));
    }
}
