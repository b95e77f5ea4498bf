package ark.nodeagent.room;

import java.nio.file.Path;

/// What lies where on the agent's side.
///
/// @param pods the kubelet's folder of pods
/// @param scratch for what may be lost
/// @param launcher the program `ark-volume`
public record Places(Path pods, Path scratch, Path restic, Path launcher) {
    /// Restic's cache, where upstream's agents keep it.
    public Path cache() {
        return scratch.resolve(".cache/restic");
    }

    /// Files of single runs of restic.
    public Path runs() {
        return scratch.resolve("restic-runs");
    }
}
