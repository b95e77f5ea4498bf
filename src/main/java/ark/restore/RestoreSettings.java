package ark.restore;

import ark.archive.ArchiveLimits;
import ark.backupstore.RunLog;
import java.nio.file.Path;
import java.time.Duration;

/// How restores are run.
///
/// @param server whose settings these are
/// @param scratch a directory with room for the unpacked archive of each restore that runs
/// @param choosesVersions whether the version of each kind is chosen among those that the
///     backup holds,
///     as Velero's feature `EnableAPIGroupVersions` has it; else the one that the backed-up cluster
///     preferred is taken if it can be
/// @param itemsAtOnce how many items are on their way to the API server at once
public record RestoreSettings(
        Server server,
        Path scratch,
        Priorities priorities,
        Waits waits,
        boolean choosesVersions,
        int itemsAtOnce,
        ArchiveLimits limits,
        RunLog.Settings log) {
    /// How long a restore waits for what the cluster does by itself.
    ///
    /// @param terminating for a namespace that is being deleted to be gone
    /// @param resource for a CustomResourceDefinition to be served
    /// @param podVolumes for the contents of all volumes of pods together
    public record Waits(Duration terminating, Duration resource, Duration podVolumes) {}

    /// The server that restores.
    ///
    /// @param namespace where the ConfigMaps of item actions are
    /// @param image that it was made from; restored pods wait in a container of it
    public record Server(String namespace, String image) {}

    /// As many requests as a [ark.cluster.Cluster] lets through; see docs/performance.md.
    public static final int DEFAULT_ITEMS_AT_ONCE = 32;

    public RestoreSettings {
        if (itemsAtOnce < 1) {
            throw new IllegalArgumentException("at least one item must be restored at once");
        }
    }
}
