package ark.restore.action;

import ark.item.Item;
import ark.item.Selection;

/// Changes one kind of item on its way from the archive into the cluster.
public interface RestoreItemAction {
    /// Upstream's name of it, `velero.io/service`: for messages, and for the order of actions.
    String name();

    /// Which items, as they are once the actions before this one have changed them.
    Selection appliesTo();

    /// Says what to restore in place of an item.
    ///
    /// @param item without status and server-owned metadata, still in the namespace it was in
    /// @param pristine the item as the backup holds it
    /// @throws RuntimeException when the item cannot be prepared; the message says why
    ActionOutcome execute(Item item, Item pristine);
}
