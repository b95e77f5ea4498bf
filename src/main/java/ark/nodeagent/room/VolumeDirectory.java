package ark.nodeagent.room;

/// The folder of a volume, as the kubelet has it.
///
/// @param path below the folder of pods, without a link in it
/// @param mounted whether the volume is only there while something is mounted at the folder
public record VolumeDirectory(String path, boolean mounted) {
    /// The plugin of emptyDirs.
    public static final String EMPTY_DIR = "kubernetes.io~empty-dir";

    /// An emptyDir of a pod.
    public static VolumeDirectory emptyDir(String podUid, String volume) {
        return new VolumeDirectory(podUid + "/volumes/" + EMPTY_DIR + "/" + volume, false);
    }
}
