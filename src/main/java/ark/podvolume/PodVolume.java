package ark.podvolume;

import ark.item.ItemKey;

/// A volume of a pod.
public record PodVolume(ItemKey pod, String name) {
    /// `namespace/pod/volume`.
    @Override
    public String toString() {
        return pod.path() + "/" + name;
    }
}
