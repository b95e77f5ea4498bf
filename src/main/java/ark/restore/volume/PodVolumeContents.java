package ark.restore.volume;

/// What a backup has of the contents of a pod's volume.
public sealed interface PodVolumeContents {
    /// They are in a repository.
    ///
    /// @param id of the snapshot, checked
    /// @param root mode and owner of the volume's own folder as an annotation has it; may be ""
    /// @param missing what is not in it; "" when it is whole
    record Snapshot(String id, String root, String missing) implements PodVolumeContents {}

    /// There were none.
    record Empty() implements PodVolumeContents {}

    /// They cannot be had.
    ///
    /// @param why a sentence
    record Lost(String why) implements PodVolumeContents {}
}
