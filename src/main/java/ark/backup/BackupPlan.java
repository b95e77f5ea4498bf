package ark.backup;

import ark.api.v1.Labels;
import ark.item.ItemKey;
import java.util.List;

/// What a backup will do: which items, in which order, and what of what was read is left out.
///
/// @param keys in the order of the archive; no key twice
/// @param warnings what the user should know, one sentence each
record BackupPlan(List<ItemKey> keys, List<Exclusion> exclusions, List<String> warnings) {
    static final String BEING_DELETED = "it is being deleted";
    static final String LABELLED = "it has the label " + Labels.EXCLUDE_FROM_BACKUP + "=true";
    static final String NAMESPACE_NOT_SELECTED =
            "its labels are not selected and nothing in it is captured";
    static final String NAMESPACE_EXCLUDED = "the namespace is not included";

    BackupPlan {
        keys = List.copyOf(keys);
        exclusions = List.copyOf(exclusions);
        warnings = List.copyOf(warnings);
    }

    /// An item that was read and is left out.
    ///
    /// @param reason a sentence's end: `it is being deleted`
    record Exclusion(ItemKey key, String reason) {}
}
