package ark.repository;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.Names;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.restic.Repository;
import ark.restic.ResticException;
import ark.restic.ResticException.Reason;
import ark.restic.Snapshot;
import ark.restic.SnapshotId;
import ark.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Unlocks, checks and prunes repositories, and removes snapshots from them. The last two are done
/// while holding the repository's Lease, which node agents honour before they start.
public final class RepositoryUpkeep {
    private static final Logger log = LoggerFactory.getLogger(RepositoryUpkeep.class);
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

    /// Removes snapshots from the repository of a namespace, unless they are somebody else's. What
    /// is gone already is no failure, nor is a repository that is not there.
    ///
    /// @param owned whether a snapshot may be removed: their ids alone come from strangers
    /// @return those that are somebody else's, and stay
    /// @throws ResticException `LOCKED` and others; the snapshots may then be there or not
    /// @throws ClusterException when the repository's Lease cannot be had
    /// @throws StoreException when the location cannot be used
    public List<SnapshotId> forget(
            String volumeNamespace,
            BackupStorageLocation location,
            Collection<SnapshotId> snapshots,
            Predicate<Snapshot> owned)
            throws InterruptedException {
        if (snapshots.isEmpty()) {
            return List.of();
        }
        var foreign = new ArrayList<SnapshotId>();
        whereThereIsOne(
                Place.of(volumeNamespace, location, tools.locations()),
                repository -> {
                    List<Snapshot> found =
                            tools.restic().snapshots(repository, Map.of(), snapshots);
                    foreign.clear(); // of another key's attempt
                    found.stream().filter(owned.negate()).map(Snapshot::id).forEach(foreign::add);
                    remove(repository, found.stream().filter(owned));
                });
        return List.copyOf(foreign);
    }

    /// Removes all snapshots that have these tags from the repository of a namespace. A repository
    /// that is not there has none.
    ///
    /// @param tags at least one
    /// @throws ResticException as by [#forget]
    /// @throws ClusterException when the repository's Lease cannot be had
    /// @throws StoreException when the location cannot be used
    public void forgetAll(
            String volumeNamespace, BackupStorageLocation location, Map<String, String> tags)
            throws InterruptedException {
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("every snapshot has no tags: " + volumeNamespace);
        }
        whereThereIsOne(
                Place.of(volumeNamespace, location, tools.locations()),
                repository ->
                        remove(
                                repository,
                                tools.restic().snapshots(repository, tags, List.of()).stream()));
    }

    /// As [#forgetAll], in every repository of a location: those that the cluster knows and those
    /// that lie beside its backups. One that no key here opens is a stranger's, or nobody can prove
    /// what is in it; it stays as it is.
    ///
    /// @return of each repository where it cannot be done now, why
    /// @throws ClusterException and [StoreException] when nobody can say which there are
    public List<String> forgetEverywhere(BackupStorageLocation location, Map<String, String> tags)
            throws InterruptedException {
        var problems = new ArrayList<String>();
        for (String volumeNamespace : namespaces(location)) {
            try {
                forgetAll(volumeNamespace, location, tags);
            } catch (ResticException e) {
                if (e.reason() == Reason.WRONG_PASSWORD) {
                    log.atWarn()
                            .addKeyValue("namespace", volumeNamespace)
                            .log("not looked for snapshots of a backup: no key opens it");
                } else {
                    problems.add(problem(volumeNamespace, e));
                }
            } catch (ClusterException | StoreException e) {
                problems.add(problem(volumeNamespace, e));
            }
        }
        return List.copyOf(problems);
    }

    private Set<String> namespaces(BackupStorageLocation location) {
        var objects = new RepositoryObjects(tools.cluster(), location.getMetadata().getNamespace());
        var names = new TreeSet<>(objects.volumeNamespaces(location.getMetadata().getName()));
        if (Place.isBesideBackups(location)) {
            try (BackupStore store = tools.locations().stores().open(location)) {
                names.addAll(store.resticRepositories());
            }
        }
        names.removeIf(name -> !Names.namespaceProblems(name).isEmpty());
        return names;
    }

    /// Says for a person what kept snapshots from being forgotten.
    ///
    /// @param e what [#forget] or [#forgetAll] threw
    /// @throws InterruptedException when that was the server's stop, which is no problem of theirs
    public static String problem(String volumeNamespace, RuntimeException e)
            throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("the server stops");
        }
        return "snapshots of volumes of namespace " + volumeNamespace + ": " + e.getMessage();
    }

    private void remove(Repository repository, Stream<Snapshot> snapshots) {
        List<SnapshotId> ids = snapshots.map(Snapshot::id).toList();
        if (!ids.isEmpty()) {
            tools.restic().forget(repository, ids);
        }
    }

    private void whereThereIsOne(Place place, Consumer<Repository> work)
            throws InterruptedException {
        try {
            exclusively(place, work);
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
