package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.Backup;
import ark.backup.request.SnapshotWish;
import ark.backup.request.SnapshotWish.Wanted;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Says which volume data was asked for and is not captured, and which hooks were not run: a backup
/// that lacks something shall not look complete. It alters nothing.
final class VolumeNotices implements BackupItemAction {
    private static final GroupResource PODS = GroupResource.core("pods");

    private static final List<String> WISHES =
            List.of(Annotations.BACKUP_VOLUMES, Annotations.ARK_BACKUP_VOLUMES);

    private static final List<String> HOOKS =
            List.of(
                    Annotations.PRE_HOOK_PREFIX,
                    Annotations.POST_HOOK_PREFIX,
                    Annotations.HOOK_PREFIX,
                    Annotations.ARK_PRE_HOOK_PREFIX,
                    Annotations.ARK_POST_HOOK_PREFIX,
                    Annotations.ARK_HOOK_PREFIX);

    private final SnapshotWish snapshots;
    private final BackupLog log;

    VolumeNotices(SnapshotWish snapshots, BackupLog log) {
        this.snapshots = snapshots;
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
            lookAtVolumes(item);
            lookAtHooks(item);
        } else {
            lookAtSnapshot(item);
        }
        return Outcome.Keep.unchanged(item);
    }

    /// Source of what is only a warning: Velero 1.9.7, pkg/restic/backupper.go.
    private void lookAtVolumes(Item pod) {
        var asked = new TreeSet<String>();
        for (String annotation : WISHES) {
            String names = pod.annotations().getOrDefault(annotation, "");
            asked.addAll(names.isEmpty() ? List.of() : List.of(names.split(",", -1)));
        }
        String phase = pod.text("/status/phase");
        for (String volume : asked) {
            Optional<String> impossible =
                    phase.equals("Running")
                            ? whyImpossible(pod, volume)
                            : Optional.of("the pod is not running but " + phase);
            String what = "the data of volume \"" + volume + "\" is not captured: ";
            if (impossible.isPresent()) {
                log.warn(pod.key(), what + impossible.get());
            } else {
                log.error(pod.key(), what + "this version backs up no volume data");
            }
        }
    }

    private static Optional<String> whyImpossible(Item pod, String name) {
        for (JsonNode volume : pod.at("/spec/volumes")) {
            if (volume.path("name").asText().equals(name)) {
                if (volume.has("hostPath")) {
                    return Optional.of("it is a hostPath volume");
                }
                return mounted(pod, name)
                        ? Optional.empty()
                        : Optional.of("no container mounts it");
            }
        }
        return Optional.of("the pod has no volume of that name");
    }

    private static boolean mounted(Item pod, String volume) {
        for (JsonNode container : pod.at("/spec/containers")) {
            for (JsonNode mount : container.path("volumeMounts")) {
                if (mount.path("name").asText().equals(volume)) {
                    return true;
                }
            }
        }
        return false;
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
