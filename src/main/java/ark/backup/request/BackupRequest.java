package ark.backup.request;

import java.time.Duration;

/// What a backup asks for: its spec with every default applied.
///
/// @param location name of the storage location
/// @param ttl how long it is kept, counted from its start
public record BackupRequest(
        BackupId id,
        String location,
        Duration ttl,
        FilterRules filters,
        SnapshotWish snapshots,
        PodVolumeWish podVolumes) {}
