package ark.backup.request;

import java.time.Duration;
import java.util.Map;

/// What a Backup gets that does not say it.
///
/// @param location where it goes, unless a location is marked as the default
/// @param snapshotLocations by provider: the volume snapshot location, where there are several
/// @param ttl how long it is kept
/// @param podVolumes which volumes of pods are captured where the Backup does not say it
public record RequestDefaults(
        String location,
        Map<String, String> snapshotLocations,
        Duration ttl,
        PodVolumeWish podVolumes) {
    /// As Velero has it.
    public static final Duration TTL = Duration.ofDays(30);

    public RequestDefaults {
        snapshotLocations = Map.copyOf(snapshotLocations);
    }
}
