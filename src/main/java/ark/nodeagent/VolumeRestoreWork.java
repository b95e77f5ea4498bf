package ark.nodeagent;

import ark.api.v1.Annotations;
import ark.item.Item;
import ark.nodeagent.room.DoneFile;
import ark.nodeagent.room.Launcher;
import ark.nodeagent.room.Room;
import ark.nodeagent.room.RoomLaunch;
import ark.nodeagent.room.VolumeDirectory;
import ark.nodeagent.room.VolumeException;
import ark.operation.ProgressReporter;
import ark.restic.FileProblem;
import ark.restic.Repository;
import ark.restic.ResticException;
import ark.restic.RestoreOutcome;
import ark.restic.SnapshotId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Restores one volume, and tells the init container that waits for it.
final class VolumeRestoreWork implements VolumeOperation.Work {
    private static final String FAILED = ".failed";

    private static final Logger log = LoggerFactory.getLogger(VolumeRestoreWork.class);

    private final AgentTools tools;
    private final VolumeObjects objects;

    VolumeRestoreWork(AgentTools tools, VolumeObjects objects) {
        this.tools = tools;
        this.objects = objects;
    }

    @Override
    public Ending run(Item item, boolean resumed, ProgressReporter progress) {
        VolumeRestoreRequest request = VolumeRestoreRequest.of(item);
        Item pod = request.pod().read(tools.cluster());
        VolumeDirectory directory = tools.finder().find(pod, request.volume());
        Launcher.Sight sight = tools.sight(directory);
        var wish = new Repositories.Wish(request.location(), request.sourceNamespace(), false);
        RestoreOutcome outcome =
                tools.repositories()
                        .with(
                                wish,
                                repository -> {
                                    if (resumed) {
                                        tools.unlock(repository);
                                    }
                                    Room room = tools.room(directory, sight);
                                    return tools.outliving(
                                            repository,
                                            () ->
                                                    restore(
                                                            request.snapshot(),
                                                            room,
                                                            repository,
                                                            progress));
                                });
        return switch (outcome) {
            case RestoreOutcome.Incomplete incomplete ->
                    throw new VolumeException(text(incomplete));
            case RestoreOutcome.Restored(var size) ->
                    Ending.restored(size.bytesDone(), finish(item, request, pod, directory));
        };
    }

    private RestoreOutcome restore(
            SnapshotId snapshot, Room room, Repository repository, ProgressReporter progress) {
        RoomLaunch.Access access =
                repository.readOnly()
                        ? RoomLaunch.Access.RESTORE_WITHOUT_LOCK
                        : RoomLaunch.Access.RESTORE;
        try {
            return tools.restic(new RoomLaunch(room, access, repository.address()))
                    .restore(
                            repository,
                            snapshot,
                            now -> progress.now(now.bytesTotal(), now.bytesDone()));
        } catch (ResticException e) {
            throw AgentTools.outside(e, room, repository);
        }
    }

    private static String text(RestoreOutcome.Incomplete incomplete) {
        String first =
                incomplete.problems().first().stream()
                        .findFirst()
                        .map(VolumeRestoreWork::text)
                        .orElse("");
        return "%d files could not be restored as they were: %s"
                .formatted(incomplete.problems().count(), first);
    }

    private static String text(FileProblem problem) {
        return Room.inVolume(problem.item()) + ": " + problem.message();
    }

    /// Everything is there; the volume gets its mode and owner, and who waits is told.
    ///
    /// @return what is to be said of it, or ""
    private String finish(
            Item item, VolumeRestoreRequest request, Item pod, VolumeDirectory directory) {
        // First, so that whoever finds the file knows who removes it.
        objects.annotate(item, Annotations.DONE_FILE, Annotations.DONE_FILE_WRITTEN);
        String noDoneFile =
                tools.launcher()
                        .finish(
                                directory,
                                new Launcher.Finish(
                                        request.root(),
                                        DoneFile.of(request.restoreUid(), request.arkEra())));
        boolean told = signal(request, pod, request.restoreUid(), "");
        if (noDoneFile.isEmpty()) {
            return "";
        }
        log.atInfo().addKeyValue("volume", item.key()).log("no done-file: " + noDoneFile);
        return told ? "" : "the pod waits in vain, there is no done-file: " + noDoneFile;
    }

    /// Tells the product's own init container, which looks into a volume of the pod that is for
    /// signals only.
    ///
    /// @return whether the pod has one
    private boolean signal(VolumeRestoreRequest request, Item pod, String name, String message) {
        boolean waits =
                pod.at("/spec/volumes")
                        .valueStream()
                        .anyMatch(
                                volume ->
                                        volume.path("name").asText().equals(WaitingPod.SIGNALS)
                                                && volume.has("emptyDir"));
        if (waits) {
            tools.launcher()
                    .signal(
                            VolumeDirectory.emptyDir(
                                    VolumeFinder.folderOf(pod), WaitingPod.SIGNALS),
                            request.volume() + "/" + name,
                            message);
        }
        return waits;
    }

    @Override
    public void failed(Item item, String message) {
        VolumeRestoreRequest request = VolumeRestoreRequest.of(item);
        Item pod = request.pod().read(tools.cluster());
        signal(request, pod, request.restoreUid() + FAILED, message);
    }

    @Override
    public void unwanted(Item item, String snapshot) {
        // A restore takes none.
    }

    /// Writes the done-file again for an init container that runs again.
    void rewrite(Item item) {
        VolumeRestoreRequest request = VolumeRestoreRequest.of(item);
        Item pod = request.pod().read(tools.cluster());
        objects.annotate(item, Annotations.DONE_FILE, Annotations.DONE_FILE_WRITTEN);
        tools.launcher()
                .finish(
                        tools.finder().find(pod, request.volume()),
                        new Launcher.Finish(
                                List.of(), DoneFile.of(request.restoreUid(), request.arkEra())));
    }

    /// Removes the done-file, which nobody waits for any more.
    void clean(Item item) {
        VolumeRestoreRequest request = VolumeRestoreRequest.of(item);
        Item pod = request.pod().read(tools.cluster());
        tools.launcher().clean(tools.finder().find(pod, request.volume()));
        objects.annotate(item, Annotations.DONE_FILE, Annotations.DONE_FILE_REMOVED);
    }
}
