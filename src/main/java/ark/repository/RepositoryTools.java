package ark.repository;

import ark.backupstore.BackupStores;
import ark.backupstore.LocationSettings;
import ark.cluster.Cluster;
import ark.event.Events;
import ark.lease.Leases;
import ark.restic.RepositoryKeys;
import ark.restic.Restic;
import ark.restic.store.Regions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the feature works with.
///
/// @param clock of the server
public record RepositoryTools(
        Cluster cluster,
        Events events,
        InstantSource clock,
        Leases leases,
        Restic restic,
        Keys keys,
        Locations locations) {
    /// The passwords of repositories.
    ///
    /// @param known finds those there are
    /// @param making makes the one of new repositories, or finds that another server did; empty
    ///     when the Secret is there without a password
    public record Keys(RepositoryKeys known, Supplier<Optional<byte[]>> making) {}

    /// What leads from a location to a repository.
    ///
    /// @param stores to prove that a bucket is there
    /// @param environment of this process
    public record Locations(
            LocationSettings settings,
            BackupStores stores,
            Regions regions,
            Map<String, String> environment) {
        public Locations {
            environment = Map.copyOf(environment);
        }
    }
}
