package ark.restore;

import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import ark.hook.Commands;
import java.time.InstantSource;

/// The parts of the server that restores work with.
public record RestoreTools(
        Cluster cluster,
        Commands commands,
        BackupStores stores,
        InstantSource clock,
        RestoreMetrics metrics) {}
