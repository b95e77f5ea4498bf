package ark.backup.request;

import java.util.List;

/// Whether snapshots of persistent volumes are wanted, and where.
///
/// @param locations names of volume snapshot locations, one per provider
public record SnapshotWish(Wanted wanted, List<String> locations) {
    public SnapshotWish {
        locations = List.copyOf(locations);
    }

    /// How much a snapshot is wanted.
    public enum Wanted {
        NO,
        /// Nothing was said, so: where a location exists.
        WHERE_POSSIBLE,
        /// The spec asks for them, or names a location.
        YES
    }
}
