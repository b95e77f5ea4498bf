package ark.backup.request;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VolumeSnapshotLocation;
import java.util.List;

/// What a backup's validation needs to know of the cluster.
public record BackupFacts(
        List<BackupStorageLocation> locations, List<VolumeSnapshotLocation> snapshotLocations) {
    public BackupFacts {
        locations = List.copyOf(locations);
        snapshotLocations = List.copyOf(snapshotLocations);
    }
}
