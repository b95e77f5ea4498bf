package ark.testing;

import java.nio.file.Path;

/// The program in which the node agent touches volumes, as `dev/programs` builds it.
public final class VolumeLauncher {
    private VolumeLauncher() {}

    /// The program's file.
    ///
    /// @throws IllegalStateException when it is not built; its message says how to build it
    public static Path path() {
        return DevPrograms.of("launcher").resolve("ark-volume");
    }
}
