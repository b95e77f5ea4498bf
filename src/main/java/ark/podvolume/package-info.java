/// The contents of pods' volumes: which are captured, and who is asked to capture or restore them.
///
/// [VolumeChooser] (pure) decides about each volume of a pod. A `ResticRepository` is asked for and
/// awaited per namespace; then there is one `PodVolumeBackup` or `PodVolumeRestore` per volume, for
/// the node agent of the pod's node. [VolumeBackups] and [VolumeRestores] ask for all of one backup
/// or restore side by side and await them together, under one deadline; who finds no agent says so
/// early and does not wait for ever. Everything meets in custom resources, named after what they
/// are for: whoever asks twice asks once.
@NullMarked
package ark.podvolume;

import org.jspecify.annotations.NullMarked;
