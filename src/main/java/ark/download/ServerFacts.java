package ark.download;

import java.util.List;

/// What a server says about itself.
///
/// @param version with a `v` before it, as upstream's clients expect it
/// @param plugins what it can do beyond its core, built-in actions and stores included
public record ServerFacts(String version, List<Plugin> plugins) {
    public ServerFacts {
        plugins = List.copyOf(plugins);
    }

    /// One thing that is built in or was plugged in.
    ///
    /// @param name such as `velero.io/aws`
    /// @param kind such as `ObjectStore`, `BackupItemAction`
    public record Plugin(String name, String kind) {}
}
