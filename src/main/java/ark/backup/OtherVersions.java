package ark.backup;

import ark.archive.ArchiveException;
import ark.backup.ItemActions.ActionException;
import ark.backup.collect.ItemLookup;
import ark.backup.collect.ItemLookup.Version;
import ark.backup.collect.Words;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.ItemKey;
import ark.spi.BackupItemAction.Outcome;

/// Stores an item that is in the archive once more in each of its other versions, so that a cluster
/// that does not serve the preferred one can restore it. There are none unless the server was
/// started with the feature `EnableAPIGroupVersions`.
///
/// Source: Velero 1.9.7, pkg/backup/item_backupper.go.
///
/// @param tally hears what else the archive holds; the item itself is counted once
record OtherVersions(
        ItemLookup lookup,
        ItemActions actions,
        ItemBackup.Archive archive,
        BackupLog log,
        Tally tally) {
    /// A version that cannot be stored is an error of the backup, and keeps none of the others.
    ///
    /// @param preferred the version that is stored already
    void store(ResourceType preferred, ItemKey key) {
        try {
            lookup.otherVersions(preferred, key).forEach(version -> store(version, key));
        } catch (ClusterException e) {
            ItemBackup.rethrowIfCancelled(e);
            log.error(key, "Error reading the item in its other versions: " + Words.of(e));
        }
    }

    private void store(Version version, ItemKey key) {
        try {
            if (actions.mayWant(key)) {
                storeThroughActions(version, key);
            } else {
                add(version.type(), key, version.bytes());
            }
        } catch (ActionException | InvalidJsonException e) {
            ItemBackup.rethrowIfCancelled(e);
            log.error(key, "Error storing the item as " + version.type() + ": " + Words.of(e));
        }
    }

    /// What the actions add was added for the preferred version.
    private void storeThroughActions(Version version, ItemKey key) {
        Item item = Item.parse(key.resource(), version.bytes());
        switch (actions.run(item)) {
            case Outcome.Skip(String reason) ->
                    log.info(key, "Left out as " + version.type() + ": " + reason);
            case Outcome.Keep(Item kept, _) -> {
                Item stored = ItemBackup.withoutOrders(kept);
                byte[] bytes = stored.equals(item) ? version.bytes() : stored.bytes();
                add(version.type(), stored.key(), bytes);
            }
        }
    }

    private void add(ResourceType type, ItemKey key, byte[] bytes) {
        try {
            archive.add(key, type.version(), false, bytes);
        } catch (ArchiveException e) {
            if (e.reason() != ArchiveException.Reason.INVALID_NAME) {
                throw e;
            }
            log.error(key, "Error storing the item as " + type + ": " + Words.of(e));
            return;
        }
        tally.doneAlsoAs(type, key);
    }
}
