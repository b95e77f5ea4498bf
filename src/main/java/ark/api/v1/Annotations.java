package ark.api.v1;

/// The annotation keys of Velero and Ark, those of our own (`ark.dev/…`) among them.
public final class Annotations {
    /// Begins the keys of our own.
    public static final String OWN = "ark.dev/";

    /// On a Backup: the revision of the cluster at which it was read.
    public static final String REVISION = "ark.dev/revision";

    /// On a Backup: the kinds that were not read at that revision, separated by commas.
    public static final String INEXACT_KINDS = "ark.dev/inexact-kinds";

    /// On a Backup in progress: since when its bucket does not say whether it was stored.
    public static final String IN_DOUBT_SINCE = "ark.dev/in-doubt-since";

    /// On a PodVolumeBackup and a PodVolumeRestore: a [VolumeRoot].
    public static final String VOLUME_ROOT = "ark.dev/volume-root";

    /// On a PodVolumeRestore: [#ARK_ERA] when the pod waits for a file of Ark up to 0.11.
    public static final String ERA = "ark.dev/era";

    public static final String ARK_ERA = "ark";
    /// On a Schedule: [#IMMEDIATELY] makes the first backup at once, as Ark up to 0.11 did.
    public static final String FIRST_RUN = "ark.dev/first-run";

    public static final String IMMEDIATELY = "immediately";

    /// On a Schedule: the backup that is just being made, `TIME NAME`; the next server finishes it.
    public static final String OPEN_RUN = "ark.dev/open-run";

    /// On a Schedule: how many of its times passed without a backup, in all.
    public static final String MISSED_RUNS = "ark.dev/missed-runs";

    /// On a Backup: the size of its tarball in the bucket, in bytes.
    public static final String CONTENTS_BYTES = "ark.dev/contents-bytes";

    /// On a Backup in progress: the post hooks that are due should its server die.
    public static final String OPEN_HOOKS = "ark.dev/open-hooks";

    /// On a Backup that failed: until when a snapshot of a volume may still be stored for it. The
    /// server forgets those that there are; then this goes.
    public static final String SNAPSHOTS_LEFT = "ark.dev/snapshots-left";

    /// On a Backup that is being deleted: the uid that it had where it was made, which the tags of
    /// its snapshots say. Written before that goes from the bucket.
    public static final String STORED_UID = "ark.dev/stored-uid";

    /// On a restored pod: the uid of the Restore and `begun` or `done`, of its exec hooks.
    public static final String RESTORE_HOOKS = "ark.dev/restore-hooks";

    /// On a BackupStorageLocation: let expired backups go although the server has stopped, once;
    /// with [#ALWAYS] each time that too many would go at once.
    public static final String CONFIRM_EXPIRY = "ark.dev/confirm-expiry";

    public static final String ALWAYS = "always";

    /// On a Backup: `true` lets it be deleted without the snapshots that a provider took.
    public static final String KEEP_VOLUME_SNAPSHOTS = "ark.dev/keep-volume-snapshots";

    /// On a BackupStorageLocation: why its expired backups stay until somebody confirms.
    public static final String EXPIRY_STOPPED = "ark.dev/expiry-stopped";

    /// On a PodVolumeBackup or PodVolumeRestore that an agent took up again: which attempt it is.
    public static final String ATTEMPT = "ark.dev/attempt";

    /// On a PodVolumeRestore: [#DONE_FILE_WRITTEN] or [#DONE_FILE_REMOVED].
    public static final String DONE_FILE = "ark.dev/done-file";

    /// The volume holds, or will hold, a file for which an init container waits.
    public static final String DONE_FILE_WRITTEN = "written";

    /// It has waited, and the file was removed.
    public static final String DONE_FILE_REMOVED = "removed";

    /// On a Backup: the API server's version, such as `v1.34.4`.
    public static final String SOURCE_CLUSTER_GIT_VERSION =
            "velero.io/source-cluster-k8s-gitversion";

    public static final String SOURCE_CLUSTER_MAJOR_VERSION =
            "velero.io/source-cluster-k8s-major-version";

    /// May end in `+`.
    public static final String SOURCE_CLUSTER_MINOR_VERSION =
            "velero.io/source-cluster-k8s-minor-version";

    /// On a Backup or Restore: a duration, in place of the server's for pod volumes.
    public static final String POD_VOLUME_TIMEOUT = "velero.io/pod-volume-timeout";

    /// On a Backup of Velero 1.11 and later: a duration.
    public static final String RESOURCE_TIMEOUT = "velero.io/resource-timeout";

    /// On a pod: the volumes to back up, separated by commas without spaces.
    public static final String BACKUP_VOLUMES = "backup.velero.io/backup-volumes";

    /// On a pod: the volumes not to back up where all are by default.
    public static final String BACKUP_VOLUMES_EXCLUDES = "backup.velero.io/backup-volumes-excludes";

    /// On a PodVolumeBackup: the name of the volume's claim.
    public static final String PVC_NAME = "velero.io/pvc-name";

    /// On a PersistentVolume that was renamed by a restore.
    public static final String ORIGINAL_PV_NAME = "velero.io/original-pv-name";

    /// On what a backup item action returns: its additional items pass every filter.
    public static final String MUST_INCLUDE_ADDITIONAL_ITEMS =
            "backup.velero.io/must-include-additional-items";

    /// On what a backup item action returns: the item is dropped.
    public static final String SKIP_FROM_BACKUP = "velero.io/skip-from-backup";

    /// On any object in a backup: `true` or `false` for its status, whatever the Restore says.
    public static final String RESTORE_STATUS = "velero.io/restore-status";

    /// Begins the key that names a volume's restic snapshot on a pod (up to Velero 1.0).
    public static final String SNAPSHOT_PREFIX = "snapshot.velero.io/";

    /// Begin the keys of hooks on a pod; the part behind is `container`, `command`, `on-error`,
    /// `timeout`.
    public static final String PRE_HOOK_PREFIX = "pre.hook.backup.velero.io/";

    public static final String POST_HOOK_PREFIX = "post.hook.backup.velero.io/";

    /// A pre hook where there is no command with [#PRE_HOOK_PREFIX].
    public static final String HOOK_PREFIX = "hook.backup.velero.io/";

    public static final String RESTORE_HOOK_PREFIX = "post.hook.restore.velero.io/";
    public static final String INIT_HOOK_PREFIX = "init.hook.restore.velero.io/";

    /// As those above, up to Ark 0.11.
    public static final String ARK_BACKUP_VOLUMES = "backup.ark.heptio.com/backup-volumes";

    public static final String ARK_SNAPSHOT_PREFIX = "snapshot.ark.heptio.com/";
    public static final String ARK_POD_VOLUME_TIMEOUT = "ark.heptio.com/pod-volume-timeout";
    public static final String ARK_HOOK_PREFIX = "hook.backup.ark.heptio.com/";
    public static final String ARK_PRE_HOOK_PREFIX = "pre.hook.backup.ark.heptio.com/";
    public static final String ARK_POST_HOOK_PREFIX = "post.hook.backup.ark.heptio.com/";

    /// A finalizer of Velero 1.12 and later on a Restore: its files in the bucket go first.
    public static final String RESTORE_FINALIZER =
            "restores.velero.io/external-resources-finalizer";

    /// A finalizer of Ark 0.7 on a Backup.
    public static final String ARK_FINALIZER = "gc.ark.heptio.com";

    private Annotations() {}
}
