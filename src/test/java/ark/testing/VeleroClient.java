package ark.testing;

import java.nio.file.Path;

/// Velero's own command line, without its server, as `dev/programs` builds it.
public final class VeleroClient {
    private VeleroClient() {}

    /// The program's file.
    ///
    /// @throws IllegalStateException when it is not built; its message says how to build it
    public static Path path() {
        return DevPrograms.of("velero").resolve("velero");
    }
}
