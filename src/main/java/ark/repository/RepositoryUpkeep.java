package ark.repository;

import ark.api.v1.BackupStorageLocation;
import ark.cluster.ClusterException;
import ark.restic.Repository;
import ark.restic.ResticException;
import ark.restic.ResticException.Reason;
import ark.restic.SnapshotId;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/// Unlocks, checks and prunes repositories, and removes snapshots from them. The last two are done
/// while holding the repository's Lease, which node agents honour before they start.
public final class RepositoryUpkeep {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RepositoryTools tools;

    public RepositoryUpkeep(RepositoryTools tools) {
        this.tools = tools;
    }

    /// Removes locks that nobody holds any more.
    void unlock(String volumeNamespace, BackupStorageLocation location) {
        Place place = Place.of(volumeNamespace, location, tools.locations());
        if (!place.readOnly()) {
            withKey(place, tools.restic()::unlock);
        }
    }

    /// Checks a repository, and prunes it when it is sound.
    ///
    /// @throws ResticException `LOCKED` when somebody works with it: later is soon enough
    void prune(String volumeNamespace, BackupStorageLocation location) throws InterruptedException {
        exclusively(
                Place.of(volumeNamespace, location, tools.locations()),
                repository -> {
                    tools.restic().check(repository);
                    tools.restic().prune(repository);
                });
    }

    /// Removes snapshots from the repository of a namespace. What is gone already is no failure,
    /// nor is a repository that is not there.
    ///
    /// @throws ResticException `LOCKED` and others; the snapshots may then be there or not
    /// @throws ClusterException when the repository's Lease cannot be had
    /// @throws ark.spi.StoreException when the location cannot be used
    public void forget(
            String volumeNamespace,
            BackupStorageLocation location,
            Collection<SnapshotId> snapshots)
            throws InterruptedException {
        if (snapshots.isEmpty()) {
            return;
        }
        Place place = Place.of(volumeNamespace, location, tools.locations());
        try {
            exclusively(place, repository -> tools.restic().forget(repository, snapshots));
        } catch (ResticException e) {
            if (e.reason() != Reason.NO_REPOSITORY) {
                throw e;
            }
        }
    }

    private void exclusively(Place place, Consumer<Repository> work) throws InterruptedException {
        tools.leases()
                .holding(
                        place.address().leaseName(),
                        PATIENCE,
                        () -> {
                            withKey(place, work);
                            return true;
                        });
    }

    private void withKey(Place place, Consumer<Repository> work) {
        tools.keys()
                .known()
                .withFirstThatOpens(
                        place.volumeNamespace(),
                        place.address(),
                        key -> {
                            work.accept(place.with(key));
                            return key;
                        });
    }
}
