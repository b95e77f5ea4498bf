/// The end of a backup, and of a restore, with everything they own.
///
/// [ExpiryReconciler] asks for the deletion of what has expired, unless [ExpirySweep] doubts, and
/// removes what crashes left ([LeftoverSweep]).
///
/// A DeleteBackupRequest asks for a backup to be deleted ([DeletionReconciler]). [DeletionPlan]
/// decides whether that may be, [DeletionWork] does it: the metadata object first, so that nobody
/// ever sees a backup without its data, then the data of volumes ([VolumeData]), the other files,
/// the restores with their files, and the Backup last. Each step can be repeated; a server that
/// died in the middle is continued by the
/// next one. A Restore that is deleted by itself takes its files along too
/// ([RestoreFilesReconciler]).
@NullMarked
package ark.retention;

import org.jspecify.annotations.NullMarked;
