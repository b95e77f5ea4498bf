/// What happens to an object between the archive and the cluster, one small class per rule.
///
/// A [RestoreItemAction] takes an item whose server-owned fields are gone already, and says what
/// to create instead, what else must be restored first, or that the item shall be left out. Each
/// is pure but for what it may ask of [ClusterFacts], and made anew for every restore.
/// [BuiltInActions] lists them; they work in the order of their names, as upstream's do. Sources
/// are Velero 1.9.7 and, where it keeps more, 1.18.
@NullMarked
package ark.restore.action;

import org.jspecify.annotations.NullMarked;
