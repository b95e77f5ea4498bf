package ark.item;

/// What became of one item. Every selected item ends as exactly one of these.
public sealed interface ItemOutcome {
    ItemKey key();

    /// It was captured or restored.
    record Done(ItemKey key) implements ItemOutcome {}

    /// It was left out on purpose.
    ///
    /// @param reason a sentence's end: `deleted since the list`, `exists already and is equal`
    record Skipped(ItemKey key, String reason) implements ItemOutcome {}

    /// It should have been done and was not.
    ///
    /// @param doing present participle: `writing item to archive`
    record Failed(ItemKey key, String doing, String cause) implements ItemOutcome {}
}
