/// What becomes of volumes in a restore.
///
/// `StoredVolumes` gathers which contents lie outside the archive, in a repository of pod volumes
/// or in snapshots of a provider; `Volumes` decides which PersistentVolumes come back as they were
/// and which are made anew for their claims. All of it is pure.
@NullMarked
package ark.restore.volume;

import org.jspecify.annotations.NullMarked;
