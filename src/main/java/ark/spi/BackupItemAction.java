package ark.spi;

import ark.api.v1.Backup;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Selection;
import java.util.List;

/// Looks at items while they are backed up: may alter one, leave it out, or name others that belong
/// with it. Safe for use by many threads.
public interface BackupItemAction {
    /// Unique: `velero.io/pod`.
    String name();

    /// Which items it wants to see. Resource names may be typed as kubectl takes them.
    Selection appliesTo();

    /// Looks at one item.
    ///
    /// @param item as earlier actions left it
    /// @param backup as it was when it started
    /// @throws RuntimeException the item is then not backed up, and an error says so
    Outcome execute(Item item, Backup backup);

    /// What becomes of an item.
    sealed interface Outcome {
        /// It is backed up.
        ///
        /// @param item perhaps altered
        /// @param alsoBackUp items that it needs; they pass the same filters, unless the item has
        ///     the annotation `backup.velero.io/must-include-additional-items: "true"`
        record Keep(Item item, List<ItemKey> alsoBackUp) implements Outcome {
            public Keep {
                alsoBackUp = List.copyOf(alsoBackUp);
            }

            /// The item as it is, and nothing else.
            public static Keep unchanged(Item item) {
                return new Keep(item, List.of());
            }
        }

        /// It is left out.
        ///
        /// @param reason a sentence's end
        record Skip(String reason) implements Outcome {}
    }
}
