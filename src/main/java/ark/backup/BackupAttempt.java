package ark.backup;

import ark.api.v1.Backup;
import ark.api.v1.BackupStatus;
import ark.api.v1.BackupStatus.Progress;
import ark.api.v1.BackupStorageLocation;
import ark.backup.collect.Words;
import ark.backup.request.BackupId;
import ark.backup.request.BackupRequest;
import ark.backupstore.BackupFile;
import ark.backupstore.BackupFiles;
import ark.backupstore.BackupStore;
import ark.backupstore.Body;
import ark.backupstore.InDoubtException;
import ark.backupstore.RunLog;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.hook.HookCounts;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.operation.ProgressReporter;
import ark.podvolume.VolumeRequests;
import ark.podvolume.VolumeRequests.Stopped;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a backup that is in progress, and commits it to its bucket.
///
/// Whatever happens, the bucket then holds the whole backup, or of a failed one its log and nothing
/// else. Where that cannot be told, the phase stays as it is, and is settled later.
final class BackupAttempt {
    private static final Logger SERVER_LOG = LoggerFactory.getLogger(BackupAttempt.class);
    private static final String CAPTURED_FOR_NOBODY =
            "volumes may be captured for a backup that nobody makes";

    private final BackupTools tools;
    private final BackupSettings settings;
    private final BackupObjects objects;
    private final BackupRunner runner;
    private final LeftSnapshots snapshots;

    /// How a backup ended.
    ///
    /// @param archiveBytes 0 when there is none
    record Ending(BackupStatus status, long archiveBytes) {}

    BackupAttempt(BackupTools tools, BackupSettings settings) {
        this.tools = tools;
        this.settings = settings;
        objects = new BackupObjects(tools.cluster());
        runner = new BackupRunner(tools, settings);
        snapshots = new LeftSnapshots(tools);
    }

    /// Runs it to its end.
    ///
    /// @param backup in progress
    /// @return how it ended; empty when it was cancelled, or when its end is not known yet
    Optional<Ending> run(Backup backup, BackupRequest request, BackupStorageLocation location) {
        try (Scratch scratch = Scratch.of(settings.scratch(), request.id());
                RunLog runLog = runLog(scratch.file("log.gz"), request.id())) {
            return new Run(backup, request, scratch, runLog).to(location);
        }
    }

    private RunLog runLog(Path file, BackupId id) {
        return new RunLog(file, settings.log(), Map.of("backup", id.toString()), tools.clock());
    }

    private record Concatenated(Body first, Body second) implements Body {
        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(first.open(), second.open());
        }

        @Override
        public OptionalLong bytes() {
            return OptionalLong.of(first.bytes().orElseThrow() + second.bytes().orElseThrow());
        }
    }

    /// One attempt with all that belongs to it.
    private final class Run {
        private final Backup backup;
        private final BackupRequest request;
        private final Scratch scratch;
        private final RunLog runLog;
        private final BackupLog log;
        private final HookCounts hooks = new HookCounts();

        /// Those of the pods whose volumes were asked for.
        private final Set<String> volumeNamespaces = ConcurrentHashMap.newKeySet();

        Run(Backup backup, BackupRequest request, Scratch scratch, RunLog runLog) {
            this.backup = backup;
            this.request = request;
            this.scratch = scratch;
            this.runLog = runLog;
            this.log = new BackupLog(runLog);
        }

        Optional<Ending> to(BackupStorageLocation location) {
            try (BackupStore store = tools.stores().open(location)) {
                var name = new ReservedName(store, settings.serverId(), request.id());
                Optional<String> refusal = name.reserve();
                if (refusal.isPresent()) {
                    return Optional.of(failed(refusal.get(), Stopped.NOTHING_WAS_ASKED_FOR));
                }
                FailPoint.BACKUP_NAME_CLAIMED.reached();
                return to(name, store, location);
            } catch (StoreException e) {
                return Optional.of(failed(Words.of(e), Stopped.NOTHING_WAS_ASKED_FOR));
            }
        }

        private Optional<Ending> to(
                ReservedName name, BackupStore store, BackupStorageLocation location) {
            try {
                return Optional.of(commit(store, collect()));
            } catch (InDoubtException e) {
                tellServer("nobody knows whether the backup was stored; it is settled later", e);
                return Optional.empty();
            } catch (InterruptedException | RuntimeException e) {
                boolean stopping = Thread.interrupted() || isInterrupt(e);
                if (gone()) {
                    giveUp(name, location);
                    return Optional.empty();
                }
                if (stopping) { // this process ends; the next one settles
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
                return Optional.of(failed(name, store, e));
            }
        }

        private BackupRunner.Result collect() throws InterruptedException {
            Thread worker = Thread.currentThread();
            try (var progress =
                    new ProgressReporter("backup", ProgressReporter.PERIOD, p -> tell(p, worker))) {
                return runner.run(
                        new BackupRunner.Task(
                                backup,
                                request,
                                scratch.folder(),
                                archive(),
                                log,
                                hooks,
                                progress,
                                volumeNamespaces::add));
            }
        }

        private Path archive() {
            return scratch.file("contents.tar.gz");
        }

        private boolean tell(ProgressReporter.Progress progress, Thread worker) {
            var counts = new Progress(progress.total(), progress.done());
            try {
                objects.patchStatus(request.id(), BackupStatus.builder().progress(counts).build());
                return true;
            } catch (ClusterException e) {
                if (e.reason() == Reason.NOT_FOUND) {
                    worker.interrupt(); // deleted: nobody wants it any more
                }
                return false; // it is only progress, and the next one tells the same
            }
        }

        private Ending commit(BackupStore store, BackupRunner.Result result) {
            long bytes = archive().toFile().length();
            Item latest = objects.patch(request.id(), Endings.annotations(result.report(), bytes));
            FailPoint.BACKUP_ARCHIVED.reached();
            BackupStatus status =
                    Endings.finished(result.report(), log, hooks, tools.clock().instant());
            log.info("Storing the backup: " + result.report().phase().text());
            store.put(
                    new BackupFiles(
                            request.id().name(),
                            Body.of(MetadataFile.of(latest, BackupObjects.json(status))),
                            Map.of(
                                    BackupFile.LOG,
                                    runLog.finish(),
                                    BackupFile.CONTENTS,
                                    Body.of(archive()),
                                    BackupFile.RESOURCE_LIST,
                                    Body.ofJson(Json.bytes(result.resourceList())),
                                    BackupFile.POD_VOLUME_BACKUPS,
                                    Body.ofJson(result.volumes().podVolumeBackups()),
                                    BackupFile.VOLUME_INFO,
                                    Body.ofJson(result.volumes().volumeInfo()),
                                    BackupFile.RESULTS,
                                    Body.ofJson(log.results().json()))));
            FailPoint.BACKUP_COMMITTED.reached();
            end(status, Json.object());
            FailPoint.BACKUP_ENDED.reached();
            return new Ending(status, bytes);
        }

        private Ending failed(ReservedName name, BackupStore store, Exception failure) {
            String reason = Words.of(failure);
            SERVER_LOG
                    .atInfo()
                    .setCause(failure)
                    .addKeyValue("backup", request.id())
                    .log("backup failed");
            Stopped volumes = stopVolumes();
            Body lines = logEndingWith("Backup failed: " + reason);
            try {
                name.clear();
                store.putLogOnly(request.id().name(), lines);
            } catch (StoreException e) {
                tellServer("the bucket may hold leftovers of a failed backup", e);
            }
            return failed(reason, volumes);
        }

        private VolumeRequests volumes() {
            return new VolumeRequests(tools.volumes(), BackupObjects.owner(request.id()));
        }

        private Stopped stopVolumes() {
            try {
                return volumes().stop("the backup failed");
            } catch (ClusterException e) {
                tellServer(CAPTURED_FOR_NOBODY, e);
                return Stopped.SOME_WERE_OPEN; // as far as is known
            }
        }

        /// Leaves nothing of a backup that was deleted. Where snapshots stay, so does the claim in
        /// the bucket: who looks for what is left finds both.
        private void giveUp(ReservedName name, BackupStorageLocation location) {
            removeVolumes();
            try {
                if (volumeNamespaces.isEmpty()
                        || snapshots.forgetOfGone(request.id(), location, volumeNamespaces)) {
                    name.giveUp();
                }
            } catch (InterruptedException _) { // the server stops
                Thread.currentThread().interrupt();
            }
        }

        /// What is left of them costs an agent's time.
        private void removeVolumes() {
            try {
                volumes().remove();
            } catch (ClusterException e) {
                tellServer(CAPTURED_FOR_NOBODY, e);
            }
        }

        /// The log so far may have ended when it was stored, so the last line has a file of its
        /// own: two gzip files in a row are one.
        private Body logEndingWith(String error) {
            Body before = runLog.finish();
            try (RunLog last = runLog(scratch.file("last-words.gz"), request.id())) {
                last.error(error);
                return new Concatenated(before, last.finish());
            }
        }

        private Ending failed(String reason, Stopped volumes) {
            Instant now = tools.clock().instant();
            BackupStatus status = Endings.failed(reason, log, hooks, now);
            end(status, LeftSnapshots.note(volumes, now));
            return new Ending(status, 0);
        }

        /// The bucket is the truth: when the resource cannot be told now, it is told later.
        private void end(BackupStatus status, ObjectNode also) {
            try {
                objects.patchStatus(request.id(), status, also);
            } catch (ClusterException e) {
                tellServer("the status of a backup that has ended could not be written", e);
            }
        }

        private boolean gone() {
            try {
                return objects.get(request.id())
                        .filter(item -> item.text("/metadata/deletionTimestamp").isEmpty())
                        .isEmpty();
            } catch (ClusterException _) {
                return false;
            }
        }

        private void tellServer(String what, RuntimeException e) {
            SERVER_LOG.atWarn().setCause(e).addKeyValue("backup", request.id()).log(what);
        }
    }

    private static boolean isInterrupt(Exception e) {
        return e instanceof InterruptedException
                || (e instanceof ClusterException refused && refused.reason() == Reason.CANCELLED);
    }
}
