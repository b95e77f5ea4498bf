package ark.backup;

import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import java.time.InstantSource;

/// The parts of the server that backups work with.
public record BackupTools(
        Cluster cluster, BackupStores stores, InstantSource clock, BackupMetrics metrics) {}
