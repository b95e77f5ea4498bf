package ark.backup.action;

import ark.item.GroupResource;
import ark.item.Item;
import ark.spi.BackupItemAction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The built-in actions of one backup, in the order in which they look at an item.
public final class BuiltInActions {
    private BuiltInActions() {}

    /// What actions read of the cluster, in the state that the backup captures.
    public interface Cluster {
        /// Gives every object of a resource, one by one, some perhaps twice; none when the cluster
        /// does not serve it.
        void each(GroupResource resource, Consumer<Item> item);

        /// A definition of a custom resource as `v1beta1`; empty when the cluster does not serve
        /// that.
        Optional<Item> definitionAsBeta(String name);
    }

    public static List<BackupItemAction> of(Cluster cluster) {
        return Stream.concat(
                        ofEveryVersion(cluster).stream(),
                        Stream.of(new DefinitionVersionAction(cluster::definitionAsBeta)))
                .toList();
    }

    /// Those of a backup that stores every version: none is replaced by another.
    public static List<BackupItemAction> ofEveryVersion(Cluster cluster) {
        return List.of(new ClaimAction(), new PodAction(), new ServiceAccountAction(cluster::each));
    }
}
