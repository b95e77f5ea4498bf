package ark.nodeagent;

import ark.api.v1.Labels;
import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumeBackupSpec;
import ark.api.v1.PodVolumeBackupStatus;
import ark.restic.SnapshotId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses the snapshot that restic compares a volume with, so that it reads only what changed:
/// the newest of the same claim, or of the same volume of the same pod.
///
/// Source: for claims, upstream `pkg/controller/pod_volume_backup_controller.go` of 1.9.7; for
/// other volumes it relies on equal paths, which all volumes have here.
final class Parents {
    private Parents() {}

    /// The snapshot, if there is one in the same location.
    ///
    /// @param others all PodVolumeBackups
    static Optional<SnapshotId> of(VolumeBackupRequest request, Stream<PodVolumeBackup> others) {
        return others.filter(other -> isOf(request, other))
                .filter(other -> other.getStatus() != null)
                .filter(other -> snapshot(other).isPresent())
                .max(Comparator.comparing(Parents::start))
                .flatMap(Parents::snapshot);
    }

    private static boolean isOf(VolumeBackupRequest request, PodVolumeBackup other) {
        PodVolumeBackupSpec spec = other.getSpec();
        if (spec == null || !request.location().equals(spec.backupStorageLocation())) {
            return false;
        }
        String claim = Objects.requireNonNullElse(label(other), "");
        if (!request.claimUid().isEmpty()) {
            return claim.equals(request.claimUid());
        }
        var pod = spec.pod();
        return claim.isEmpty()
                && pod != null
                && request.volume().equals(spec.volume())
                && request.pod().namespace().equals(pod.getNamespace())
                && request.pod().name().equals(pod.getName());
    }

    private static @Nullable String label(PodVolumeBackup backup) {
        var labels = backup.getMetadata().getLabels();
        return labels == null ? null : labels.get(Labels.PVC_UID);
    }

    private static Instant start(PodVolumeBackup backup) {
        PodVolumeBackupStatus status = backup.getStatus();
        Instant start = status == null ? null : status.startTimestamp();
        return Objects.requireNonNullElse(start, Instant.EPOCH);
    }

    /// One that is partial will do as well: it saves as much reading.
    private static Optional<SnapshotId> snapshot(PodVolumeBackup backup) {
        PodVolumeBackupStatus status = backup.getStatus();
        String id = status == null ? null : status.snapshotID();
        return id == null ? Optional.empty() : SnapshotId.parse(id);
    }
}
