package ark.backup;

import ark.api.v1.Backup;
import ark.backup.request.SnapshotWish;
import ark.backup.request.SnapshotWish.Wanted;
import ark.item.Item;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import java.util.function.Predicate;

/// Says which snapshots were asked for and not taken: a backup that lacks something shall not look
/// complete. It alters nothing.
final class VolumeNotices implements BackupItemAction {
    private final SnapshotWish snapshots;
    private final Predicate<String> captured;
    private final BackupLog log;

    /// @param captured whether the contents of a claim, `namespace/name`, are captured with a pod
    VolumeNotices(SnapshotWish snapshots, Predicate<String> captured, BackupLog log) {
        this.snapshots = snapshots;
        this.captured = captured;
        this.log = log;
    }

    @Override
    public String name() {
        return "ark.dev/not-captured";
    }

    /// Whether there is anything to say.
    static boolean concern(SnapshotWish snapshots) {
        return !snapshots.locations().isEmpty() && snapshots.wanted() != Wanted.NO;
    }

    @Override
    public Selection appliesTo() {
        return Selection.ofResources("persistentvolumes");
    }

    @Override
    public Outcome execute(Item volume, Backup backup) {
        lookAtSnapshot(volume);
        return Outcome.Keep.unchanged(volume);
    }

    private void lookAtSnapshot(Item volume) {
        String claim =
                volume.text("/spec/claimRef/namespace") + "/" + volume.text("/spec/claimRef/name");
        if (captured.test(claim)) {
            log.info(volume.key(), "No snapshot is needed: its contents are captured with a pod");
            return;
        }
        String message =
                "no snapshot of the volume was taken in "
                        + String.join(", ", snapshots.locations())
                        + ": this version takes none";
        if (snapshots.wanted() == Wanted.YES) {
            log.error(volume.key(), message);
        } else {
            log.warn(volume.key(), message);
        }
    }
}
