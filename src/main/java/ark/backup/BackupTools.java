package ark.backup;

import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import ark.hook.Commands;
import ark.operation.Pause;
import ark.podvolume.VolumeTools;
import java.time.InstantSource;

/// The parts of the server that backups work with.
public record BackupTools(
        Cluster cluster,
        BackupStores stores,
        InstantSource clock,
        Pause pause,
        Commands commands,
        LeftSnapshots.Repositories repositories,
        BackupMetrics metrics) {
    VolumeTools volumes() {
        return new VolumeTools(cluster, clock, pause);
    }
}
