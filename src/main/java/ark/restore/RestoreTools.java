package ark.restore;

import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import java.time.InstantSource;

/// The parts of the server that restores work with.
public record RestoreTools(
        Cluster cluster, BackupStores stores, InstantSource clock, RestoreMetrics metrics) {}
