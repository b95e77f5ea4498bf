/// One Kubernetes object: its key, its JSON, how to select it, and what became of it.
///
/// Everything else in Ark talks in these nouns. An [ark.item.Item] never changes; whoever alters
/// one
/// returns another. JSON is kept exactly: integers beyond 2^53, decimals with trailing zeros,
/// unknown
/// fields and the order of keys survive a read and a write.
@NullMarked
package ark.item;

import org.jspecify.annotations.NullMarked;
