package ark.restic;

import java.time.Instant;
import java.util.List;

/// A snapshot in a repository.
///
/// @param paths that were backed up, as the restic that did it saw them
/// @param tags as `backup=nightly`
public record Snapshot(
        SnapshotId id, Instant time, String host, List<String> paths, List<String> tags) {
    public Snapshot {
        paths = List.copyOf(paths);
        tags = List.copyOf(tags);
    }
}
