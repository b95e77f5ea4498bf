package ark.restic;

import java.util.List;
import java.util.Map;

/// What a snapshot shall be.
///
/// @param tags key and value; one that restic would take for two is refused
/// @param host under which restic looks for earlier snapshots; upstream's is `velero`
/// @param parents the snapshot to compare with, or none: everything is read then
/// @param leftOut paths below the folder, as restic sees them, that are not backed up
public record BackupOptions(
        Map<String, String> tags, String host, List<SnapshotId> parents, List<String> leftOut) {
    public BackupOptions {
        tags = Map.copyOf(tags);
        parents = List.copyOf(parents);
        leftOut = List.copyOf(leftOut);
        if (parents.size() > 1) {
            throw new IllegalArgumentException("restic compares with one snapshot");
        }
        tags.forEach(
                (key, value) -> {
                    if ((key + value).contains(",")) {
                        throw new IllegalArgumentException("comma in tag " + key);
                    }
                });
    }
}
