package ark.testing;

import java.nio.file.Path;

/// A whole Velero 1.18 with its plugin for S3, as `dev/programs build velero-server` builds it.
public final class VeleroServer {
    private VeleroServer() {}

    /// The program's file: server and command line in one.
    ///
    /// @throws IllegalStateException when it is not built; its message says how to build it
    public static Path path() {
        return DevPrograms.of("velero-server").resolve("velero");
    }

    /// The folder that `velero server --plugin-dir` wants.
    public static Path plugins() {
        return DevPrograms.of("velero-server").resolve("plugins");
    }
}
