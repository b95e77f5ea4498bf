package ark.location;

import ark.api.v1.Labels;
import ark.backupstore.BackupFile;
import ark.backupstore.BackupStore;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.operation.FailPoint;
import ark.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows the backups found in a bucket as Backups in the cluster.
///
/// A pass costs one listing of the bucket and one of the cluster, and requests only for what is
/// new. A Backup whose volumes are not all shown yet carries a label that says so, and a later
/// pass, of this process or the next, goes on with them.
final class BackupSync {
    /// Backups that are read at once; each may be as large as [BackupStore] allows.
    static final int AT_ONCE = 4;

    /// Problems of one backup that are told; the others are counted.
    private static final int MAX_PROBLEMS = 5;

    private static final Logger log = LoggerFactory.getLogger(BackupSync.class);

    /// The Backups in the cluster.
    interface Backups {
        /// All of them, by name.
        Map<String, Known> known();

        /// Creates one.
        ///
        /// @return its uid, or empty when one of the name exists
        Optional<String> create(Item backup);

        /// Creates a PodVolumeBackup.
        ///
        /// @return false when one of its name exists that belongs to another backup
        boolean createVolume(Item volume);

        /// Deletes one whose uid is this.
        void delete(String backup, String uid);

        /// Sets the label [Labels#POD_VOLUMES] of a Backup; "" removes it.
        void markVolumes(String backup, String mark);
    }

    /// A Backup in the cluster.
    ///
    /// @param location value of its label
    /// @param volumes its mark, [Labels#POD_VOLUMES], or ""
    /// @param phase on the wire
    /// @param started when it began, on the wire; may be ""
    record Known(String uid, String location, String volumes, String phase, String started) {}

    /// Who hears what is wrong.
    interface Reports {
        /// A backup in a location is not shown, or not wholly.
        ///
        /// @param problems never empty
        void rejected(String location, String backup, List<String> problems);

        /// Backups are in the cluster and not in the location, and nothing proves that it is the
        /// same bucket still.
        void missing(String location, int backups);
    }

    private final Backups backups;
    private final Reports reports;
    private final InstantSource clock;
    private final boolean removing;

    /// A sync of any location.
    ///
    /// @param removing whether a Backup that its location has lost is removed
    BackupSync(Backups backups, Reports reports, InstantSource clock, boolean removing) {
        this.backups = backups;
        this.reports = reports;
        this.clock = clock;
        this.removing = removing;
    }

    /// One pass over one location.
    ///
    /// @return how many backups of the location are not shown, or not wholly, for a reason
    /// @throws StoreException when the store fails; what was shown until then stays
    /// @throws InterruptedException when the server stops
    long run(BackupStore store, SyncedBackup.Target target, LocationMemory memory)
            throws InterruptedException {
        List<String> folders = store.backupNames();
        Map<String, Known> known = backups.known();
        memory.keepOnly(new HashSet<>(folders));
        var pass = new Pass(store, target, memory);
        Parallel.each(
                folders.stream()
                        .filter(folder -> pass.concerns(folder, known.get(folder)))
                        .toList(),
                AT_ONCE,
                folder -> pass.look(folder, Optional.ofNullable(known.get(folder))));
        if (removing) {
            new LostBackups(backups, reports)
                    .remove(
                            store,
                            target,
                            known,
                            memory.lost(LostBackups.among(known, new HashSet<>(folders), target)));
        }
        return memory.rejected() + folders.stream().map(known::get).filter(pass::isPartial).count();
    }

    private final class Pass {
        private final BackupStore store;
        private final SyncedBackup.Target target;
        private final LocationMemory memory;

        Pass(BackupStore store, SyncedBackup.Target target, LocationMemory memory) {
            this.store = store;
            this.target = target;
            this.memory = memory;
        }

        boolean concerns(String folder, @Nullable Known known) {
            boolean shown = known != null && isHere(known) && !isPending(known);
            if (shown) {
                memory.shown(folder);
            }
            return !shown && memory.due(folder, clock.instant());
        }

        private boolean isHere(Known known) {
            return target.holds(known);
        }

        private static boolean isPending(Known known) {
            return known.volumes().equals(Labels.POD_VOLUMES_PENDING);
        }

        boolean isPartial(@Nullable Known known) {
            return known != null
                    && isHere(known)
                    && known.volumes().equals(Labels.POD_VOLUMES_INCOMPLETE);
        }

        /// Deals with one folder. What is wrong with it concerns no other.
        void look(String folder, Optional<Known> known) {
            List<String> problems =
                    known.isEmpty()
                            ? show(folder)
                            : isHere(known.get())
                                    ? showVolumes(folder, known.get().uid())
                                    : collision(folder, known.get());
            if (memory.postpone(folder, problems, clock.instant())) {
                reports.rejected(target.location(), folder, problems);
            }
        }

        private List<String> collision(String folder, Known known) {
            return store.exists(folder)
                    ? List.of(
                            "a Backup of its name exists already, in location \""
                                    + known.location()
                                    + "\"")
                    : List.of();
        }

        private List<String> show(String folder) {
            Optional<byte[]> metadata;
            try {
                metadata = store.metadata(folder);
            } catch (StoreException e) {
                return corrupt(e);
            }
            if (metadata.isEmpty()) {
                return List.of(); // being written, or left over: no backup
            }
            return switch (SyncedBackup.read(folder, metadata.get(), target)) {
                case SyncedBackup.Found(Item backup) -> create(folder, backup);
                case SyncedBackup.Unfinished(String phase) -> {
                    log.atDebug().addKeyValue("backup", folder).log("not shown yet: " + phase);
                    yield List.of();
                }
                case SyncedBackup.Rejected(List<String> problems) -> problems;
            };
        }

        /// Of a store that fails nothing is known; of a damaged object it is.
        private static List<String> corrupt(StoreException e) {
            if (e.reason() != StoreException.Reason.CORRUPT) {
                throw e;
            }
            return List.of(Texts.shown(String.valueOf(e.getMessage()), 300));
        }

        private List<String> create(String folder, Item backup) {
            boolean volumes = hasVolumes(folder);
            Optional<String> uid;
            try {
                uid = backups.create(volumes ? pending(backup) : backup);
            } catch (ClusterException e) {
                return refused(e);
            }
            if (uid.isEmpty()) {
                return List.of(); // somebody else was faster; the next pass sees it
            }
            FailPoint.SYNC_BACKUP_CREATED.reached();
            log.atInfo()
                    .addKeyValue("backup", folder)
                    .addKeyValue("location", target.location())
                    .log("found in the location and shown");
            return volumes ? showVolumes(folder, uid.get()) : List.of();
        }

        private static Item pending(Item backup) {
            return backup.edit(
                    json ->
                            json.withObject("/metadata/labels")
                                    .put(Labels.POD_VOLUMES, Labels.POD_VOLUMES_PENDING));
        }

        /// What the API server will not have as it is concerns one backup only.
        private static List<String> refused(ClusterException e) {
            if (e.reason() != ClusterException.Reason.INVALID) {
                throw e;
            }
            return List.of("the API server refuses it: " + Texts.shown(e.apiMessage(), 300));
        }

        /// A list that cannot be read counts as one with entries: the label then says that not
        /// all is shown.
        private boolean hasVolumes(String folder) {
            try (InputStream file = store.open(folder, BackupFile.POD_VOLUME_BACKUPS)) {
                return SyncedVolumes.any(file);
            } catch (IOException e) {
                return true;
            } catch (StoreException e) {
                return switch (e.reason()) {
                    case NOT_FOUND -> false;
                    case CORRUPT -> true;
                    default -> throw e;
                };
            }
        }

        private List<String> showVolumes(String folder, String uid) {
            var problems = new ArrayList<String>();
            var owner = new SyncedVolumes.Owner(target, folder, uid);
            try (InputStream file = store.open(folder, BackupFile.POD_VOLUME_BACKUPS)) {
                SyncedVolumes.read(file, owner, entry -> problem(entry).ifPresent(problems::add));
            } catch (IOException e) {
                return List.of("its list of pod volume backups: " + e.getMessage());
            } catch (StoreException e) {
                return corrupt(e);
            }
            backups.markVolumes(folder, problems.isEmpty() ? "" : Labels.POD_VOLUMES_INCOMPLETE);
            FailPoint.SYNC_VOLUMES_MARKED.reached();
            return firstOf(problems);
        }

        private Optional<String> problem(SyncedVolumes.Entry entry) {
            return switch (entry) {
                case SyncedVolumes.Entry.Rejected(String problem) -> Optional.of(problem);
                case SyncedVolumes.Entry.Shown(Item volume) ->
                        createVolume(volume)
                                .map(
                                        why ->
                                                "pod volume backup \""
                                                        + volume.key().name()
                                                        + "\": "
                                                        + why);
            };
        }

        private Optional<String> createVolume(Item volume) {
            try {
                boolean ours = backups.createVolume(volume);
                FailPoint.SYNC_VOLUME_CREATED.reached();
                return ours ? Optional.empty() : Optional.of("one of another backup has that name");
            } catch (ClusterException e) {
                return Optional.of(refused(e).getFirst());
            }
        }

        private static List<String> firstOf(List<String> problems) {
            if (problems.size() <= MAX_PROBLEMS) {
                return problems;
            }
            var first = new ArrayList<>(problems.subList(0, MAX_PROBLEMS));
            first.add("and " + (problems.size() - MAX_PROBLEMS) + " more");
            return first;
        }
    }
}
