/// Storage locations: is each usable, and which backups lie in it?
///
/// [LocationReconciler] looks at every BackupStorageLocation. When its time has come
/// ([LocationPlan]) a [LocationVisit] tries the location out, writes `Available` or `Unavailable`
/// with the reason, and shows the backups found in the bucket as Backups in the cluster, with their
/// PodVolumeBackups. Exactly one location is the default one ([DefaultLocation]).
///
/// The bucket is hostile: [SyncedBackup] and [SyncedVolumes] rebuild what they read field by field,
/// and what does not pass is named, once, while all others go on. A Backup goes only when it is
/// proved that its bucket has lost it ([LostBackups]); in a bucket nothing is deleted here.
@NullMarked
package ark.location;

import org.jspecify.annotations.NullMarked;
