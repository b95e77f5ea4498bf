package ark.retention;

import ark.api.v1.BackupStorageLocation;
import java.time.Instant;
import java.util.Optional;

/// The clocks that ours is compared with.
interface OtherClocks {
    /// The API server's; empty when it does not tell.
    Optional<Instant> ofCluster();

    /// That of a location's store; empty when it has none.
    ///
    /// @throws ark.spi.StoreException when it cannot be asked
    Optional<Instant> ofStore(BackupStorageLocation location);
}
