/// The volumes of a backup.
///
/// `VolumeCapture` chooses among the volumes of each pod that is backed up, has them captured by
/// [ark.podvolume.VolumeBackups], and in the end tells of each what became of it: in the log, and
/// in
/// the lists that lie beside the archive.
@NullMarked
package ark.backup.volume;

import org.jspecify.annotations.NullMarked;
