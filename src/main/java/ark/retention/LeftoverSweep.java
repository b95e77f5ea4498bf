package ark.retention;

import ark.api.v1.BackupStorageLocation;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.item.Item;
import ark.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes from buckets what a crash left: folders of backups that do not exist, and which no
/// Backup in the cluster owns; uploads that were begun a day ago and never ended.
///
/// What is young may be somebody's upload. Another installation's claim makes it so for longer,
/// since nobody here can ask whether it still works on it.
final class LeftoverSweep {
    static final Duration OLD = Duration.ofHours(24);
    static final Duration OLD_OF_OTHERS = Duration.ofDays(7);

    private static final Logger log = LoggerFactory.getLogger(LeftoverSweep.class);

    private final String installation;
    private final Resources resources;
    private final BackupStores stores;
    private final VolumeData volumes;
    private final InstantSource clock;

    /// @param installation begins the claims of this installation
    LeftoverSweep(
            String installation,
            Resources resources,
            BackupStores stores,
            VolumeData volumes,
            InstantSource clock) {
        this.installation = installation;
        this.resources = resources;
        this.stores = stores;
        this.volumes = volumes;
        this.clock = clock;
    }

    /// Looks at every location that can be written to. One that fails hinders no other.
    void run() throws InterruptedException {
        Map<String, Set<String>> owned =
                resources.backups().stream()
                        .collect(
                                Collectors.groupingBy(
                                        KnownBackup::location,
                                        Collectors.mapping(KnownBackup::name, Collectors.toSet())));
        for (Item location : resources.all(Resources.LOCATIONS)) {
            boolean writable =
                    !location.text("/spec/accessMode").equals("ReadOnly")
                            && location.text("/status/phase").equals("Available");
            if (writable) {
                sweep(
                        BackupStorageLocation.of(location),
                        owned.getOrDefault(location.key().name(), Set.of()));
            }
        }
    }

    private void sweep(BackupStorageLocation location, Set<String> owned)
            throws InterruptedException {
        try (BackupStore store = stores.open(location)) {
            if (store.time().filter(this::differs).isPresent()) {
                return; // nobody can tell how old anything is
            }
            for (String name : store.backupNames()) {
                if (!owned.contains(name) && isLeftOver(store, name)) {
                    remove(store, location, name);
                }
            }
            discardUnfinished(store, location);
        } catch (StoreException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("location", location.getMetadata().getName())
                    .log("could not look for what crashes left");
        }
    }

    /// Not everybody who may store may look for what was left: that is nothing to complain of.
    private void discardUnfinished(BackupStore store, BackupStorageLocation location) {
        try {
            store.discardUnfinished(clock.instant().minus(OLD));
        } catch (StoreException e) {
            log.atDebug()
                    .setCause(e)
                    .addKeyValue("location", location.getMetadata().getName())
                    .log("could not look for unfinished uploads");
        }
    }

    private boolean differs(Instant other) {
        return Duration.between(other, clock.instant()).abs().compareTo(ExpirySweep.MOST_DIFFERENCE)
                > 0;
    }

    private boolean isLeftOver(BackupStore store, String name) {
        if (store.exists(name)) {
            return false;
        }
        Optional<Instant> last = store.lastChange(name);
        boolean ours =
                store.claimOwner(name)
                        .map(owner -> owner.startsWith(installation + "/"))
                        .orElse(true);
        Duration old = ours ? OLD : OLD_OF_OTHERS;
        return last.filter(time -> time.plus(old).isBefore(clock.instant())).isPresent();
    }

    /// What was captured for a Backup that is gone no list names: none was stored. Its claim says
    /// how the snapshots are tagged.
    private Optional<String> forgetClaimed(
            BackupStore store, BackupStorageLocation location, String name)
            throws InterruptedException {
        Optional<String> uid = store.claimOwner(name).map(DeletionWork::uidOfClaim);
        return uid.isPresent() && !uid.get().isEmpty()
                ? volumes.forgetAllOf(name, uid.get(), location)
                : Optional.empty();
    }

    private void remove(BackupStore store, BackupStorageLocation location, String name)
            throws InterruptedException {
        OwnedVolumes left = OwnedVolumes.of(store, name, List.of());
        var owner = new VolumeData.Owner(name, Set.of());
        for (Map.Entry<String, Set<String>> each : left.restic().entrySet()) {
            VolumeData.Forgotten forgotten =
                    volumes.forget(location, each.getKey(), each.getValue(), owner);
            if (!forgotten.foreign().isEmpty()) {
                log.atWarn()
                        .addKeyValue("backup", name)
                        .log("names snapshots that are not its own: " + forgotten.foreign());
            }
            if (forgotten.problem().isPresent()) {
                log.atWarn()
                        .addKeyValue("backup", name)
                        .log("left over, stays: " + forgotten.problem().get());
                return;
            }
        }
        Optional<String> problem = forgetClaimed(store, location, name);
        if (problem.isPresent()) {
            log.atWarn().addKeyValue("backup", name).log("left over, stays: " + problem.get());
            return;
        }
        if (left.provided().isEmpty() && isLeftOver(store, name)) { // also now, after all that
            store.delete(name);
            log.atInfo()
                    .addKeyValue("backup", name)
                    .addKeyValue("location", location.getMetadata().getName())
                    .log("removed what a crash left");
        }
    }
}
