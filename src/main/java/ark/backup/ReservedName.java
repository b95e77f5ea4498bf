package ark.backup;

import ark.backup.request.BackupId;
import ark.backupstore.BackupStore;
import ark.backupstore.Claim;
import ark.spi.StoreException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A backup's name in a bucket, claimed for one Backup resource.
///
/// A claim says which installation and which resource; so whoever leads the installation next can
/// tell that leftovers are its own.
///
/// @param serverId the same for every server of the installation
record ReservedName(BackupStore store, String serverId, BackupId id) {
    private static final Logger SERVER_LOG = LoggerFactory.getLogger(ReservedName.class);

    /// Claims the name.
    ///
    /// @return why it cannot be had, in words for `status.failureReason`; nothing was written then
    Optional<String> reserve() {
        if (store.exists(id.name())) {
            return Optional.of("backup already exists in object storage");
        }
        return switch (store.claim(id.name(), claim())) {
            case Claim.Granted() -> Optional.empty();
            case Claim.Taken(String other) when isOfOurs(other) -> {
                clear(); // left by a Backup of this name that is gone
                yield again();
            }
            case Claim.Taken(String other) -> Optional.of(taken(other));
        };
    }

    private Optional<String> again() {
        return switch (store.claim(id.name(), claim())) {
            case Claim.Granted() -> Optional.empty();
            case Claim.Taken(String other) -> Optional.of(taken(other));
        };
    }

    private String taken(String other) {
        return "backup name %s is claimed in %s by another server (%s)"
                .formatted(id.name(), store.address(), other);
    }

    private String claim() {
        return serverId + "/" + id.uid();
    }

    private boolean isOfOurs(String claim) {
        return claim.startsWith(serverId + "/");
    }

    /// Removes what was stored under the name and never committed, but for a log; the claim goes
    /// too. Does nothing when the claim is another server's, or when the backup exists.
    void clear() {
        switch (store.claim(id.name(), claim())) {
            case Claim.Granted() -> store.discard(id.name());
            case Claim.Taken(String other) -> {
                if (isOfOurs(other)) {
                    store.discard(id.name());
                }
            }
        }
    }

    /// Removes everything, the log as well, unless the backup exists. A store that does not answer
    /// keeps its leftovers.
    void giveUp() {
        try {
            clear();
            if (!store.exists(id.name())) {
                store.delete(id.name());
            }
        } catch (StoreException e) {
            SERVER_LOG
                    .atWarn()
                    .setCause(e)
                    .addKeyValue("backup", id)
                    .log("the bucket may hold leftovers of a deleted backup");
        }
    }
}
