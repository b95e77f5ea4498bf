package ark.restore;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.RestorePhase;
import ark.api.v1.RestoreStatus;
import ark.archive.ArchiveException;
import ark.archive.ArchiveReader;
import ark.backupstore.BackupFile;
import ark.backupstore.BackupStore;
import ark.backupstore.Body;
import ark.backupstore.DownloadTarget;
import ark.backupstore.RestoreFile;
import ark.backupstore.RunLog;
import ark.cluster.ClusterException;
import ark.hook.HookCounts;
import ark.hook.PodsInCluster;
import ark.hook.RestoredPods;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.LabelSelector;
import ark.operation.FailPoint;
import ark.operation.Pause;
import ark.operation.ProgressReporter;
import ark.podvolume.VolumeRestores;
import ark.podvolume.VolumeTools;
import ark.restore.request.RestoreRequest;
import ark.restore.version.VersionChoice;
import ark.restore.version.VersionPriorities;
import ark.restore.volume.PodContents;
import ark.restore.volume.StoredVolumes;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One attempt to carry a restore out, from the archive in the bucket to the last phase.
final class RestoreAttempt {
    private static final GroupResource PODS = GroupResource.core("pods");

    private final RestoreTools tools;
    private final RestoreSettings settings;
    private final RestoreObjects objects;
    private final Pause pause;

    RestoreAttempt(RestoreTools tools, RestoreSettings settings, Pause pause) {
        this.tools = tools;
        this.settings = settings;
        this.objects = new RestoreObjects(tools.cluster(), settings.server().namespace());
        this.pause = pause;
    }

    /// Restores, stores what is to be told of it, and gives the last status.
    ///
    /// @throws ClusterException when the API server stays away or the work is cancelled: the
    ///     restore is then still in progress, and is tried again by whoever leads
    RestoreStatus run(RestoreRequest request, BackupStorageLocation location)
            throws InterruptedException {
        Path logFile = settings.scratch().resolve("ark-restore-" + request.id().uid() + ".log.gz");
        Map<String, String> always = Map.of("restore", request.id().toString());
        try (var runLog = new RunLog(logFile, settings.log(), always, tools.clock())) {
            var log = new RestoreLog(runLog);
            log.info(request.resumed() ? "Resuming restore" : "Starting restore");
            return run(request, location, log, runLog);
        } finally {
            remove(logFile);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + file, e);
        }
    }

    private RestoreStatus run(
            RestoreRequest request, BackupStorageLocation location, RestoreLog log, RunLog runLog)
            throws InterruptedException {
        var progress =
                new ProgressReporter("restore", ProgressReporter.PERIOD, now -> tell(request, now));
        var hooks = new HookCounts();
        String failure;
        try (progress;
                BackupStore store = tools.stores().open(location)) {
            RestoreReport report = new RestoreReport();
            failure = "";
            try {
                report = restore(request, store, log, progress, hooks);
            } catch (ArchiveException | StoreException | UncheckedIOException e) {
                failure = String.valueOf(e.getMessage());
                log.error(failure);
            }
            new Upload(store, request, log).all(report, runLog);
        } catch (StoreException e) { // the location cannot be opened: nothing was restored
            failure = String.valueOf(e.getMessage());
            log.error(failure);
        }
        return status(log, progress.latest(), hooks, failure);
    }

    private boolean tell(RestoreRequest request, ProgressReporter.Progress now) {
        try {
            objects.patchStatus(
                    request.id(), RestoreStatus.builder().progress(progressOf(now)).build());
            return true;
        } catch (ClusterException _) { // it is only progress, and the next one tells the same
            return false;
        }
    }

    private RestoreReport restore(
            RestoreRequest request,
            BackupStore store,
            RestoreLog log,
            ProgressReporter progress,
            HookCounts counts)
            throws InterruptedException {
        log.info("Reading the contents of backup " + request.backup() + " from " + store.address());
        try (ArchiveReader archive = spooled(request, store);
                PodVolumes volumes = volumes(request, stored(request, store, archive), log);
                RestoredPods hooks = hooks(request, log, counts)) {
            var planner =
                    new RestorePlanner(
                            request, settings.priorities(), versions(log), contentsOf(archive));
            var parts =
                    new RestoreRunner.Parts(
                            request,
                            archive,
                            planner,
                            new RestoreRunner.Pods(volumes, hooks),
                            log,
                            tools.cluster(),
                            settings,
                            pause);
            RestoreReport report = new RestoreRunner(parts, progress).run();
            log.info("Restore completed");
            return report;
        }
    }

    private RestoredPods hooks(RestoreRequest request, RestoreLog log, HookCounts counts) {
        String own = LabelSelector.matching(ItemPreparation.labels(request)).toString();
        return new RestoredPods(
                request.hooks().exec(),
                new RestoredPods.Tools(
                        tools.commands(),
                        new PodsInCluster(tools.cluster(), own),
                        log.ofHooks(),
                        pause,
                        new RestoredPods.Run(
                                request.id().uid(), settings.waits().podVolumes(), counts)));
    }

    /// The whole archive, compared with the manifest where there is one, before anything is
    /// created.
    private ArchiveReader spooled(RestoreRequest request, BackupStore store) {
        try (InputStream contents = store.open(request.backup(), BackupFile.CONTENTS)) {
            return ArchiveReader.spool(contents, settings.scratch(), settings.limits());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the contents of " + request.backup(), e);
        }
    }

    private VersionChoice versions(RestoreLog log) {
        if (!settings.choosesVersions()) {
            return new VersionChoice.Plain();
        }
        VersionPriorities priorities = objects.versionPriorities();
        priorities
                .malformed()
                .forEach(
                        line ->
                                log.error(
                                        "ConfigMap %s: \"%s\" is not of the form resource.group=v2,v1"
                                                .formatted(VersionPriorities.CONFIG_MAP, line)));
        return new VersionChoice.Among(priorities.wanted());
    }

    private static RestorePlanner.Contents contentsOf(ArchiveReader archive) {
        List<ItemKey> keys = archive.keys();
        return new RestorePlanner.Contents() {
            @Override
            public List<ItemKey> keys() {
                return keys;
            }

            @Override
            public Optional<Map<String, String>> labels(ItemKey key) {
                try {
                    return Optional.of(archive.read(key).labels());
                } catch (ArchiveException e) {
                    return Optional.empty(); // it is tried, and the error told, when its turn comes
                }
            }

            @Override
            public VersionChoice.Archived versions(ItemKey key) {
                return new VersionChoice.Archived(
                        archive.versions(key), archive.preferredVersion(key));
            }
        };
    }

    private PodVolumes volumes(RestoreRequest request, StoredVolumes stored, RestoreLog log) {
        if (!request.volumeTimeout().problem().isEmpty()) {
            log.error(request.volumeTimeout().problem());
        }
        return new PodVolumes(
                new PodContents(
                        stored,
                        PodContents.wanted(request.filter().resources()),
                        request.source().everyVolume()),
                new VolumeRestores(
                        new VolumeTools(tools.cluster(), tools.clock(), pause),
                        RestoreObjects.owner(request.id()),
                        request.source().location(),
                        request.volumeTimeout().limit()),
                log,
                objects::claim);
    }

    private StoredVolumes stored(RestoreRequest request, BackupStore store, ArchiveReader archive) {
        String backup = request.backup();
        var stored =
                new StoredVolumes()
                        .addPodVolumes(objects.podVolumeBackups(backup))
                        .addPodVolumes(list(store, backup, BackupFile.POD_VOLUME_BACKUPS))
                        .addSnapshots(list(store, backup, BackupFile.VOLUME_SNAPSHOTS))
                        .addCsiSnapshots(list(store, backup, BackupFile.CSI_VOLUME_SNAPSHOTS))
                        .addVolumeInfo(list(store, backup, BackupFile.VOLUME_INFO))
                        .addArkSnapshots(store.metadataTree(backup));
        if (store.has(backup, BackupFile.POD_VOLUME_BACKUPS)) {
            return stored;
        }
        for (ItemKey key : archive.keys()) {
            if (key.resource().equals(PODS)
                    && request.filter().namespaces().includes(key.namespace())) {
                annotated(stored, archive, key);
            }
        }
        return stored;
    }

    private static void annotated(StoredVolumes stored, ArchiveReader archive, ItemKey pod) {
        try {
            stored.addAnnotated(archive.read(pod));
        } catch (ArchiveException e) {
            if (e.reason() == ArchiveException.Reason.IO) {
                throw e;
            } // else it is told when the pod's turn comes
        }
    }

    private static List<JsonNode> list(BackupStore store, String backup, BackupFile file) {
        var list = new ArrayList<JsonNode>();
        store.json(backup, file).ifPresent(json -> json.forEach(list::add));
        return list;
    }

    private RestoreStatus status(
            RestoreLog log, ProgressReporter.Progress progress, HookCounts hooks, String failure) {
        RestorePhase phase =
                log.errors() > 0 ? RestorePhase.PARTIALLY_FAILED : RestorePhase.COMPLETED;
        return RestoreStatus.builder()
                .phase(failure.isEmpty() ? phase : RestorePhase.FAILED)
                .failureReason(failure.isEmpty() ? null : failure)
                .warnings(log.warnings() == 0 ? null : (long) log.warnings())
                .errors(log.errors() == 0 ? null : (long) log.errors())
                .progress(progressOf(progress))
                .hookStatus(hooks.status().orElse(null))
                .completionTimestamp(tools.clock().instant())
                .build();
    }

    private static RestoreStatus.Progress progressOf(ProgressReporter.Progress progress) {
        return new RestoreStatus.Progress(progress.total(), progress.done());
    }

    /// What goes to the bucket when a restore has ended. What cannot be stored is an error of the
    /// restore, told wherever that is still possible.
    private record Upload(BackupStore store, RestoreRequest request, RestoreLog log) {
        void all(RestoreReport report, RunLog runLog) {
            put(RestoreFile.RESOURCE_LIST, Body.ofJson(report.resourceList()));
            put(RestoreFile.VOLUME_INFO, Body.ofJson(report.volumes()));
            put(RestoreFile.LOG, runLog.finish());
            put(RestoreFile.RESULTS, Body.ofJson(log.results().json()));
        }

        private void put(RestoreFile file, Body body) {
            try {
                store.putRestoreFile(
                        new DownloadTarget.OfRestore(request.id().name(), request.backup(), file),
                        body);
                FailPoint.RESTORE_FILE_STORED.reached();
            } catch (StoreException e) {
                log.error("error uploading " + file.name() + ": " + e.getMessage());
            }
        }
    }
}
