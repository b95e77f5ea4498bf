package ark.server;

import ark.api.v1.BackupStorageLocation;
import ark.retention.VolumeData;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data of volumes for a server that reaches none of it: restic snapshots stay in their
/// repository, where the next backups share most of their contents, and snapshots of providers keep
/// their backup.
final class VolumesBeyondReach implements VolumeData {
    private static final Logger log = LoggerFactory.getLogger(VolumesBeyondReach.class);

    @Override
    public Optional<String> forget(
            BackupStorageLocation location, String volumeNamespace, Collection<String> snapshots) {
        log.atInfo()
                .addKeyValue("location", location.getMetadata().getName())
                .addKeyValue("namespace", volumeNamespace)
                .addKeyValue("snapshots", snapshots)
                .log("restic snapshots stay in their repository");
        return Optional.empty();
    }

    @Override
    public boolean reachesProviderOf(String snapshotLocation) {
        return false;
    }

    @Override
    public Optional<String> delete(String snapshotLocation, String snapshot) {
        return Optional.of("snapshot " + snapshot + " stays: there is no volume snapshotter");
    }
}
