package ark.restore;

import ark.archive.ArchiveLimits;
import ark.backupstore.RunLog;
import java.nio.file.Path;
import java.time.Duration;

/// How restores are run.
///
/// @param namespace of the server: where the ConfigMaps of item actions are
/// @param scratch a directory with room for the unpacked archive of each restore that runs
/// @param terminatingTimeout how long to wait for a namespace that is being deleted
/// @param resourceTimeout how long to wait for a CustomResourceDefinition to be served
/// @param itemsAtOnce how many items are on their way to the API server at once
public record RestoreSettings(
        String namespace,
        Path scratch,
        Priorities priorities,
        Duration terminatingTimeout,
        Duration resourceTimeout,
        int itemsAtOnce,
        ArchiveLimits limits,
        RunLog.Settings log) {
    /// Source: Velero 1.9.7, `--terminating-resource-timeout`.
    public static final Duration DEFAULT_TERMINATING_TIMEOUT = Duration.ofMinutes(10);

    /// Source: Velero 1.18, `--resource-timeout`.
    public static final Duration DEFAULT_RESOURCE_TIMEOUT = Duration.ofMinutes(10);

    /// As many requests as a [ark.cluster.Cluster] lets through; see docs/performance.md.
    public static final int DEFAULT_ITEMS_AT_ONCE = 32;

    public RestoreSettings {
        if (itemsAtOnce < 1) {
            throw new IllegalArgumentException("at least one item must be restored at once");
        }
    }
}
