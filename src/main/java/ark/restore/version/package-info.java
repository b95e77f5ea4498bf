/// Chooses the API version in which an item is restored, of those that its backup holds.
///
/// A backup holds an item in the version that its cluster preferred, and, when its server was told
/// so, in every other version that the cluster served. [VersionChoice] compares them with what the
/// cluster serves that is restored into; [VersionPriorities] reads what a person wants.
@NullMarked
package ark.restore.version;

import org.jspecify.annotations.NullMarked;
