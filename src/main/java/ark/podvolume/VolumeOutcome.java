package ark.podvolume;

import ark.api.v1.PodVolumePhase;
import ark.item.Item;

/// What became of one volume of a backup or restore.
///
/// @param object the PodVolumeBackup or PodVolumeRestore as it was when it had ended; perhaps one
///     that could not be created
public record VolumeOutcome(PodVolume volume, Claim claim, Item object) {
    public boolean completed() {
        return PodVolumePhase.of(object.text("/status/phase")) == PodVolumePhase.COMPLETED;
    }

    /// Whether something of it was captured, though not all.
    public boolean partial() {
        return !completed() && !object.text("/status/snapshotID").isEmpty();
    }

    /// Why it failed, or what is to be said of it; may be "".
    public String message() {
        return object.text("/status/message");
    }

    static boolean ended(Item object) {
        return switch (PodVolumePhase.of(object.text("/status/phase"))) {
            case COMPLETED, FAILED, CANCELED -> true;
            case NEW, ACCEPTED, PREPARED, IN_PROGRESS, CANCELING, UNKNOWN -> false;
        };
    }
}
