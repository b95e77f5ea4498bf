/// Brings one prepared object into the cluster.
///
/// [Applier] creates it, under the name of the program that owned its fields, and gives it its
/// status where that is wanted. Where an object of the name is there already, it compares the two
/// without what the server sets, and leaves it, merges or patches as the restore says. The pure
/// parts are [ServerFields], [Ownership], [Difference] and [ExistingAccount].
@NullMarked
package ark.restore.apply;

import org.jspecify.annotations.NullMarked;
