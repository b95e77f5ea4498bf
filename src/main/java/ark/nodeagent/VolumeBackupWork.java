package ark.nodeagent;

import ark.api.v1.Annotations;
import ark.api.v1.PodVolumeBackup;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.nodeagent.room.Launcher.Foreign;
import ark.nodeagent.room.Launcher.Sight;
import ark.nodeagent.room.Room;
import ark.nodeagent.room.RoomLaunch;
import ark.nodeagent.room.VolumeDirectory;
import ark.nodeagent.room.VolumeException;
import ark.operation.ProgressReporter;
import ark.restic.BackupOptions;
import ark.restic.BackupOutcome;
import ark.restic.FileProblem;
import ark.restic.FileProblems;
import ark.restic.Repository;
import ark.restic.ResticException;
import ark.restic.Snapshot;
import ark.restic.SnapshotId;
import ark.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backs up one volume.
final class VolumeBackupWork implements VolumeOperation.Work {
    /// Under which restic looks for snapshots; the one of all eras since Ark 0.11.
    private static final String HOST = "velero";

    private static final Logger log = LoggerFactory.getLogger(VolumeBackupWork.class);

    private final AgentTools tools;
    private final VolumeObjects objects;
    private final Supplier<Stream<PodVolumeBackup>> all;

    /// @param all PodVolumeBackups that are known
    VolumeBackupWork(
            AgentTools tools, VolumeObjects objects, Supplier<Stream<PodVolumeBackup>> all) {
        this.tools = tools;
        this.objects = objects;
        this.all = all;
    }

    @Override
    public Ending run(Item item, boolean resumed, ProgressReporter progress) {
        VolumeBackupRequest request = VolumeBackupRequest.of(item);
        List<SnapshotId> left = resumed ? leftBehind(request) : List.of();
        VolumeDirectory directory;
        Sight sight;
        try {
            Item pod = request.pod().read(tools.cluster());
            directory = tools.finder().find(pod, request.volume());
            sight = tools.sight(directory);
        } catch (VolumeException e) {
            if (left.isEmpty()) {
                throw e;
            }
            return Ending.partial(
                    left.getFirst().shortened(),
                    -1,
                    "the node agent ended before it knew whether all files were readable, and then"
                            + " %s".formatted(e.getMessage()));
        }
        objects.annotate(item, Annotations.VOLUME_ROOT, sight.root().json());
        if (sight.empty()) {
            return Ending.empty();
        }
        Ending ending = backedUp(item, request, new Found(directory, sight, left), progress);
        forget(request, left);
        return ending;
    }

    /// A volume that is ready.
    ///
    /// @param left the snapshot that an agent took before it ended, or none
    private record Found(VolumeDirectory directory, Sight sight, List<SnapshotId> left) {}

    private Ending backedUp(
            Item item, VolumeBackupRequest request, Found found, ProgressReporter progress) {
        Optional<SnapshotId> parent =
                found.left().stream().findFirst().or(() -> Parents.of(request, all.get()));
        long began = System.nanoTime();
        BackupOutcome outcome =
                tools.repositories()
                        .with(
                                wish(request),
                                repository ->
                                        new Attempt(found, repository, request, progress)
                                                .run(parent.stream().toList()));
        tools.metrics()
                .took(
                        item.key().namespace() + "/" + request.tags().getOrDefault("backup", ""),
                        item.key().name(),
                        Duration.ofNanos(System.nanoTime() - began));
        return ending(outcome, foreign(found));
    }

    private static Repositories.Wish wish(VolumeBackupRequest request) {
        return new Repositories.Wish(request.location(), request.pod().namespace(), true);
    }

    /// One repository and one of its keys.
    private final class Attempt {
        private final Room room;
        private final Repository repository;
        private final VolumeBackupRequest request;
        private final ProgressReporter progress;
        private int runs;

        Attempt(
                Found found,
                Repository repository,
                VolumeBackupRequest request,
                ProgressReporter progress) {
            this.room = tools.room(found.directory(), found.sight());
            this.repository = repository;
            this.request = request;
            this.progress = progress;
        }

        BackupOutcome run(List<SnapshotId> parents) {
            BackupOutcome outcome = tools.outliving(repository, () -> once(parents));
            if (runs > 1) {
                forget(request, killedJustAfter(outcome));
            }
            return outcome;
        }

        /// The snapshots of runs that were killed when they had nothing left to do but say so.
        private List<SnapshotId> killedJustAfter(BackupOutcome outcome) {
            try {
                return leftBehind(request).stream().filter(id -> !isOf(outcome, id)).toList();
            } catch (ResticException e) { // they do no harm
                log.atInfo().addKeyValue("pod", request.pod()).setCause(e).log("not looked for");
                return List.of();
            }
        }

        private BackupOutcome once(List<SnapshotId> parents) {
            runs++;
            try {
                return backUp(parents);
            } catch (ResticException e) {
                boolean gone = // somebody has deleted its backup
                        parents.stream()
                                .anyMatch(
                                        parent ->
                                                String.valueOf(e.getMessage())
                                                        .contains("prefix \"" + parent + "\""));
                if (gone) {
                    return backUp(List.of());
                }
                throw AgentTools.outside(e, room, repository);
            }
        }

        private BackupOutcome backUp(List<SnapshotId> parents) {
            return tools.restic(
                            new RoomLaunch(room, RoomLaunch.Access.BACK_UP, repository.address()))
                    .backup(
                            repository,
                            new BackupOptions(request.tags(), HOST, parents, List.of()),
                            now -> progress.now(now.bytesTotal(), now.bytesDone()));
        }
    }

    /// What was not the volume's before or after; it may have been unmounted since.
    private Foreign foreign(Found found) {
        var first = new ArrayList<>(found.sight().foreign().first());
        long count = found.sight().foreign().count();
        try {
            Sight after = tools.launcher().look(found.directory());
            if (after.is().equals(found.sight().is())) {
                List<String> more =
                        after.foreign().first().stream().filter(f -> !first.contains(f)).toList();
                first.addAll(more);
                count = Math.max(count, Math.max(first.size(), after.foreign().count()));
            }
        } catch (VolumeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            log.atDebug().setCause(e).log("the volume went after its backup");
        }
        return new Foreign(first, count);
    }

    private static Ending ending(BackupOutcome outcome, Foreign foreign) {
        var missing = new ArrayList<String>();
        if (outcome instanceof BackupOutcome.Partial partial) {
            missing.add(text(partial.unreadable()));
        }
        if (foreign.count() > 0) {
            missing.add(
                    "%d folders left out, which are mounts or other devices: %s"
                            .formatted(foreign.count(), foreign.first().getFirst()));
        }
        String text = String.join("; ", missing);
        return switch (outcome) {
            case BackupOutcome.Stored stored when missing.isEmpty() ->
                    Ending.stored(stored.snapshot().shortened(), stored.size().bytesDone());
            case BackupOutcome.Stored stored ->
                    Ending.partial(stored.snapshot().shortened(), stored.size().bytesDone(), text);
            case BackupOutcome.Partial partial ->
                    Ending.partial(
                            partial.snapshot().shortened(), partial.size().bytesDone(), text);
            case BackupOutcome.Empty() -> Ending.empty();
        };
    }

    private static String text(FileProblems unreadable) {
        String first =
                unreadable.first().stream().findFirst().map(VolumeBackupWork::text).orElse("");
        return "%d files unreadable: %s".formatted(unreadable.count(), first);
    }

    /// Go's words are `lstat /v/a: permission denied`.
    private static String text(FileProblem problem) {
        String why = problem.message();
        return Room.inVolume(problem.item())
                + ": "
                + why.substring(why.lastIndexOf(": ") + 1).strip();
    }

    /// The snapshot that an agent took before it ended, which nobody knows of; and frees the
    /// repository from the lock that it left.
    private List<SnapshotId> leftBehind(VolumeBackupRequest request) {
        if (!request.tags().containsKey("backup-uid") || !request.tags().containsKey("pod-uid")) {
            return List.of(); // others may have the same tags
        }
        return tools
                .repositories()
                .with(
                        wish(request),
                        repository -> {
                            tools.unlock(repository);
                            return tools.restic().snapshots(repository, request.tags(), List.of());
                        })
                .stream()
                .map(Snapshot::id)
                .toList();
    }

    private static boolean isOf(BackupOutcome outcome, SnapshotId id) {
        return switch (outcome) {
            case BackupOutcome.Stored stored -> stored.snapshot().equals(id);
            case BackupOutcome.Partial partial -> partial.snapshot().equals(id);
            case BackupOutcome.Empty() -> false;
        };
    }

    /// Another snapshot has taken its place, or nobody wants it. It does no harm, so nobody waits
    /// for its removal.
    private void forget(VolumeBackupRequest request, List<SnapshotId> left) {
        if (left.isEmpty()) {
            return;
        }
        try {
            tools.repositories()
                    .alone(
                            wish(request),
                            repository -> {
                                tools.restic().forget(repository, left);
                                return left;
                            });
        } catch (ResticException | ClusterException | VolumeException | StoreException e) {
            log.atInfo().addKeyValue("snapshots", left).setCause(e).log("not removed");
        }
    }

    @Override
    public void failed(Item item, String message) {
        // The Backup looks at its volumes itself.
    }

    @Override
    public void unwanted(Item item, String snapshot) {
        forget(VolumeBackupRequest.of(item), SnapshotId.parse(snapshot).stream().toList());
    }
}
