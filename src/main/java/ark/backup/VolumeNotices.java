package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.Backup;
import ark.backup.request.SnapshotWish;
import ark.backup.request.SnapshotWish.Wanted;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import java.util.List;
import java.util.function.Predicate;

/// Says which snapshots were asked for and not taken, and which hooks were not run: a backup that
/// lacks something shall not look complete. It alters nothing.
final class VolumeNotices implements BackupItemAction {
    private static final GroupResource PODS = GroupResource.core("pods");

    private static final List<String> HOOKS =
            List.of(
                    Annotations.PRE_HOOK_PREFIX,
                    Annotations.POST_HOOK_PREFIX,
                    Annotations.HOOK_PREFIX,
                    Annotations.ARK_PRE_HOOK_PREFIX,
                    Annotations.ARK_POST_HOOK_PREFIX,
                    Annotations.ARK_HOOK_PREFIX);

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

    @Override
    public Selection appliesTo() {
        boolean snapshotsMatter =
                !snapshots.locations().isEmpty() && snapshots.wanted() != Wanted.NO;
        return snapshotsMatter
                ? Selection.ofResources("pods", "persistentvolumes")
                : Selection.ofResources("pods");
    }

    @Override
    public Outcome execute(Item item, Backup backup) {
        if (item.key().resource().equals(PODS)) {
            lookAtHooks(item);
        } else {
            lookAtSnapshot(item);
        }
        return Outcome.Keep.unchanged(item);
    }

    private void lookAtHooks(Item pod) {
        boolean any =
                HOOKS.stream()
                        .anyMatch(
                                p -> !pod.annotations().getOrDefault(p + "command", "").isEmpty());
        if (any) {
            log.warn(pod.key(), "its backup hooks were not run: this version runs none");
        }
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
