package ark.backup.request;

import ark.podvolume.VolumeTimeout;

/// Which volumes of pods are wanted.
///
/// @param every whether also those that no pod names
/// @param timeout for all of them together
public record PodVolumeWish(boolean every, VolumeTimeout timeout) {}
