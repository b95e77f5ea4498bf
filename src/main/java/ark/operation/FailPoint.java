package ark.operation;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The durable steps of a server: each is a moment just behind one write, or just before the first.
/// A server that is told to (`ARK_FAIL_POINT`, read by its `main` only) dies there as by a power
/// cut, so that a test can see what the next one makes of it. docs/adr/0017-takeover.md tells more.
///
/// Each constant is reached in one place of the program.
public enum FailPoint {
    /// A new Backup is valid; nothing is written yet.
    BACKUP_SEEN,
    /// It is in progress.
    BACKUP_BEGUN,
    /// Its name is claimed in the bucket.
    BACKUP_NAME_CLAIMED,
    /// The post hooks of a pod are noted; no pre hook has begun.
    BACKUP_HOOKS_NOTED,
    /// The pre hooks of a pod have run.
    BACKUP_PRE_HOOKS_RUN,
    /// A PodVolumeBackup is created.
    BACKUP_VOLUME_REQUESTED,
    /// All PodVolumeBackups have ended.
    BACKUP_VOLUMES_ENDED,
    /// The post hooks of a pod have run; they are still noted.
    BACKUP_POST_HOOKS_RUN,
    /// The note is gone.
    BACKUP_HOOKS_CLEARED,
    /// The archive is whole, on disk; the Backup says at which revision it was read.
    BACKUP_ARCHIVED,
    /// A file is in the bucket: the log first, the contents last.
    BACKUP_FILE_STORED,
    /// The manifest is in the bucket; only the metadata is missing.
    BACKUP_MANIFEST_STORED,
    /// The metadata is in the bucket: the backup exists.
    BACKUP_COMMITTED,
    /// Its last status is written.
    BACKUP_ENDED,

    /// The post hooks that a dead server left have run; they are still noted.
    SETTLEMENT_HOOKS_RUN,
    /// What it left in the bucket is removed.
    SETTLEMENT_LEFTOVERS_REMOVED,
    /// The volumes that it had asked for are stopped.
    SETTLEMENT_VOLUMES_STOPPED,
    /// The Backup has failed, and says that snapshots may be left.
    SETTLEMENT_ENDED,
    /// They are forgotten; the Backup still says so.
    SETTLEMENT_SNAPSHOTS_FORGOTTEN,

    /// A new Restore is valid; nothing is written yet.
    RESTORE_SEEN,
    /// It is in progress.
    RESTORE_BEGUN,
    /// A namespace is created.
    RESTORE_NAMESPACE_CREATED,
    /// An object is created, without its status yet.
    RESTORE_ITEM_CREATED,
    /// An object is as it was backed up.
    RESTORE_ITEM_COMPLETE,
    /// A PodVolumeRestore is created.
    RESTORE_VOLUME_REQUESTED,
    /// All PodVolumeRestores have ended.
    RESTORE_VOLUMES_ENDED,
    /// A pod says that its restore hooks have begun; none has.
    RESTORE_HOOK_MARKED,
    /// One has run.
    RESTORE_HOOK_RUN,
    /// All restore hooks have ended.
    RESTORE_HOOKS_ENDED,
    /// A file of the restore is in the bucket.
    RESTORE_FILE_STORED,
    /// Its last status is written.
    RESTORE_ENDED,

    /// A DeleteBackupRequest is in progress.
    DELETION_BEGUN,
    /// The Backup is in phase `Deleting`.
    DELETION_MARKED,
    /// The metadata is gone: the backup does not exist any more.
    DELETION_METADATA_REMOVED,
    /// The restic snapshots of a namespace are forgotten.
    DELETION_SNAPSHOTS_FORGOTTEN,
    /// The other files are gone.
    DELETION_FILES_REMOVED,
    /// The files of a Restore of the backup are gone.
    DELETION_RESTORE_FILES_REMOVED,
    /// That Restore is gone.
    DELETION_RESTORE_REMOVED,
    /// The Backup is gone.
    DELETION_BACKUP_REMOVED,
    /// A request for its deletion is gone.
    DELETION_REQUEST_REMOVED,

    /// A backup found in a bucket is shown; its volumes are not.
    SYNC_BACKUP_CREATED,
    /// A PodVolumeBackup found in a bucket is shown.
    SYNC_VOLUME_CREATED,
    /// All are, and the Backup says so.
    SYNC_VOLUMES_MARKED,
    /// A Backup that its bucket lost is removed.
    SYNC_BACKUP_REMOVED,

    /// A Schedule is due; nothing is written yet.
    SCHEDULE_DUE,
    /// It names the backup that is to be made.
    SCHEDULE_RUN_NOTED,
    /// That is made.
    SCHEDULE_BACKUP_CREATED,
    /// Its status tells of it.
    SCHEDULE_ENDED;

    private static final Logger LOG = LoggerFactory.getLogger(FailPoint.class);

    // A static that changes, against STYLE.md's seventh rule: a point must cost nothing where it
    // stands, and a parameter through every class would be seen more often than what it serves.
    private static volatile @Nullable Armed armed;

    /// @param left how many times it is yet to be reached
    private record Armed(FailPoint point, AtomicInteger left, Runnable end) {}

    /// Ends this process at a point. Never to be called but by the `main` of a server, and by
    /// tests.
    ///
    /// @param text a constant's name, or `NAME:3` for the third time that it is reached
    /// @param end must not return
    /// @throws IllegalArgumentException when there is no such point
    public static void arm(String text, Runnable end) {
        String[] words = text.split(":", 2);
        FailPoint point =
                Arrays.stream(values())
                        .filter(each -> each.name().equals(words[0]))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(unknown(words[0])));
        String times = words.length == 1 ? "1" : words[1];
        if (!times.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("not a number of times: \"" + times + "\"");
        }
        armed = new Armed(point, new AtomicInteger(Integer.parseInt(times)), end);
    }

    private static String unknown(String name) {
        String all = Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
        return "no fail point \"" + name + "\"; there are " + all;
    }

    static void disarm() {
        armed = null;
    }

    /// The program has come here. Nothing happens, but in a server that is told to die here.
    public void reached() {
        Armed now = armed;
        if (now != null && now.point() == this && now.left().decrementAndGet() == 0) {
            LOG.atError().addKeyValue("point", this).log("fail point reached: this process ends");
            now.end().run();
        }
    }
}
