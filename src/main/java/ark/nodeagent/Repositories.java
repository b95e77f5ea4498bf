package ark.nodeagent;

import ark.api.v1.AccessMode;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VeleroKind;
import ark.backupstore.LocationSettings;
import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.lease.Leases;
import ark.nodeagent.room.VolumeException;
import ark.restic.Repository;
import ark.restic.RepositoryKeys;
import ark.restic.ResticException;
import ark.restic.store.Regions;
import ark.restic.store.RepositoryAddress;
import ark.restic.store.StoreAccess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// From a location and a namespace to its repository, and the key that opens it. Everything is read
/// anew each time: a Secret that was changed counts at once.
final class Repositories {
    /// How long a prune or a deletion may hold a repository before a volume gives up on it.
    private static final Duration HELD = Duration.ofHours(1);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final ResourceType LOCATIONS =
            VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);

    /// Where secrets come from.
    record Secrets(LocationSettings settings, RepositoryKeys keys, Map<String, String> variables) {
        Secrets {
            variables = Map.copyOf(variables);
        }
    }

    private final Cluster cluster;
    private final String namespace;
    private final Secrets secrets;
    private final Regions regions;
    private final Leases leases;

    /// @param namespace Ark's
    Repositories(
            Cluster cluster, String namespace, Secrets secrets, Regions regions, Leases leases) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.secrets = secrets;
        this.regions = regions;
        this.leases = leases;
    }

    /// Which repository, and what for.
    record Wish(String location, String volumeNamespace, boolean write) {}

    /// Works with a repository, when nobody holds it.
    ///
    /// @param work is done with the first key that opens it
    /// @throws VolumeException when it may not be used, or is held for too long
    <T> T with(Wish wish, Function<Repository, T> work) {
        Found found = found(wish);
        awaitTurn(found.address());
        return found.work(wish, work);
    }

    /// Works with a repository while nobody else does, if that is possible at once.
    ///
    /// @throws ark.cluster.ClusterException `CONFLICT` when somebody holds it
    <T> T alone(Wish wish, Function<Repository, T> work) {
        Found found = found(wish);
        try {
            return leases.holding(
                    found.address().leaseName(), AT_ONCE, () -> found.work(wish, work));
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private Found found(Wish wish) {
        BackupStorageLocation location = location(wish.location());
        boolean readOnly =
                location.getSpec() != null
                        && location.getSpec().accessMode() == AccessMode.READ_ONLY;
        if (readOnly && wish.write()) {
            throw new VolumeException(
                    "the backup storage location " + wish.location() + " is read-only");
        }
        RepositoryAddress address = RepositoryAddress.of(location, wish.volumeNamespace(), regions);
        StoreAccess access = StoreAccess.of(secrets.settings().of(location), secrets.variables());
        return new Found(address, access, readOnly);
    }

    /// A repository, without the key.
    private final class Found {
        private final RepositoryAddress address;
        private final StoreAccess access;
        private final boolean readOnly;

        Found(RepositoryAddress address, StoreAccess access, boolean readOnly) {
            this.address = address;
            this.access = access;
            this.readOnly = readOnly;
        }

        RepositoryAddress address() {
            return address;
        }

        <T> T work(Wish wish, Function<Repository, T> work) {
            if (address.folder().filter(folder -> !Files.isDirectory(folder)).isPresent()) {
                throw new ResticException( // it could not even be shown to restic
                        ResticException.Reason.NO_REPOSITORY,
                        "opening repository " + address,
                        "there is no repository there",
                        null);
            }
            return secrets.keys()
                    .withFirstThatOpens(
                            wish.volumeNamespace(),
                            address,
                            key -> work.apply(new Repository(address, access, key, readOnly)));
        }
    }

    private BackupStorageLocation location(String name) {
        Item item =
                cluster.get(LOCATIONS, namespace, name)
                        .orElseThrow(
                                () ->
                                        new VolumeException(
                                                "there is no backup storage location " + name));
        try {
            return BackupStorageLocation.of(item);
        } catch (IllegalArgumentException e) {
            throw new VolumeException("the backup storage location " + name + " is malformed", e);
        }
    }

    private void awaitTurn(RepositoryAddress address) {
        try {
            Optional<String> holder = leases.awaitFree(address.leaseName(), HELD);
            if (holder.isPresent()) {
                throw new VolumeException(
                        "repository %s is held by %s for over %d min"
                                .formatted(address, holder.get(), HELD.toMinutes()));
            }
        } catch (InterruptedException e) {
            throw stopped(e);
        }
    }

    private static VolumeException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new VolumeException("stopped", e);
    }
}
