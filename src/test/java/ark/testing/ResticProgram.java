package ark.testing;

import java.nio.file.Path;

/// The restic that Ark runs, as `dev/programs` builds it.
public final class ResticProgram {
    private ResticProgram() {}

    /// The program's file.
    ///
    /// @throws IllegalStateException when it is not built; its message says how to build it
    public static Path path() {
        return DevPrograms.of("restic").resolve("restic");
    }
}
