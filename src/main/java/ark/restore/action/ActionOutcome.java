package ark.restore.action;

import ark.item.Item;
import ark.item.ItemKey;
import java.util.List;

/// What an action makes of an item.
public sealed interface ActionOutcome {
    /// Go on with this item.
    ///
    /// @param alsoRestore items of the backup that must be there before it, in the namespaces they
    ///     were in
    /// @param warnings what a person should know about the change
    record Keep(Item item, List<ItemKey> alsoRestore, List<String> warnings)
            implements ActionOutcome {
        public Keep {
            alsoRestore = List.copyOf(alsoRestore);
            warnings = List.copyOf(warnings);
        }
    }

    /// Leave the item out.
    ///
    /// @param reason a sentence's end: `the cluster makes it itself`
    record Skip(String reason) implements ActionOutcome {}

    static ActionOutcome keep(Item item) {
        return new Keep(item, List.of(), List.of());
    }

    static ActionOutcome keepWith(Item item, List<ItemKey> alsoRestore) {
        return new Keep(item, alsoRestore, List.of());
    }
}
