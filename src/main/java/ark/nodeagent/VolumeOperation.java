package ark.nodeagent;

import ark.api.v1.Annotations;
import ark.api.v1.PodVolumePhase;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.nodeagent.room.VolumeException;
import ark.operation.ProgressReporter;
import ark.restic.ResticException;
import ark.spi.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work on one resource, from new to its last phase, whatever becomes of the agent meanwhile.
///
/// What it throws is a [ClusterException]: the resource is then as it was, or in progress without
/// anybody who works on it, and comes by again.
final class VolumeOperation {
    /// As upstream's agents do.
    static final Duration PROGRESS_PERIOD = Duration.ofSeconds(10);

    /// After which a volume that is not finished is looked at again, whether anything was heard
    /// of it
    /// or not: what the API server refused is tried again, and one that an agent left is finished
    /// within a minute.
    static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /// An agent that ends at the same work again and again is ended by it.
    static final int MAX_ATTEMPTS = 3;

    private static final Logger log = LoggerFactory.getLogger(VolumeOperation.class);

    /// What is done.
    interface Work {
        /// Does it.
        ///
        /// @param resumed whether an agent had begun it, and ended
        /// @param progress is told now and then
        /// @throws VolumeException and the exceptions of what it uses, when it fails
        Ending run(Item item, boolean resumed, ProgressReporter progress);

        /// Tells those who wait that it failed. May throw as [#run].
        void failed(Item item, String message);

        /// Removes a snapshot that nobody will ever know of, if it can.
        void unwanted(Item item, String snapshot);
    }

    private final VolumeObjects objects;
    private final Work work;
    private final Duration progressPeriod;

    /// What could not be told for the API server was away.
    private final Map<String, Ending> untold = new ConcurrentHashMap<>();

    VolumeOperation(VolumeObjects objects, Work work, Duration progressPeriod) {
        this.objects = objects;
        this.work = work;
        this.progressPeriod = progressPeriod;
    }

    /// Does nothing unless it is there and new.
    ///
    /// @param node to be named in its status, or ""
    void begin(VolumeId id, String node) {
        Optional<Item> item = objects.get(id).filter(i -> is(i, PodVolumePhase.NEW));
        if (item.isEmpty()) {
            return; // what made us start was old news
        }
        if (canceled(item.get())) {
            objects.end(id, Ending.canceled());
            return;
        }
        objects.begin(item.get(), node).ifPresent(begun -> run(id, begun, false));
    }

    /// Takes up, or ends, what an agent left in progress.
    void resume(VolumeId id) {
        Optional<Item> item = objects.get(id).filter(i -> is(i, PodVolumePhase.IN_PROGRESS));
        if (item.isEmpty()) {
            return;
        }
        Ending known = untold.get(id.uid());
        if (known != null) {
            end(id, item.get(), known);
            return;
        }
        if (canceled(item.get())) {
            objects.end(id, Ending.canceled());
            return;
        }
        int attempt = VolumeObjects.attempt(item.get()) + 1;
        if (attempt > MAX_ATTEMPTS) {
            String message =
                    "the node agent ended %d times while it worked on it".formatted(MAX_ATTEMPTS);
            tellFailure(item.get(), message);
            objects.end(id, Ending.failed(message));
            return;
        }
        objects.annotate(item.get(), Annotations.ATTEMPT, Integer.toString(attempt));
        log.atInfo().addKeyValue("volume", id).addKeyValue("attempt", attempt).log("taken up");
        run(id, item.get(), true);
    }

    /// Does work on a resource whose failure changes nothing: it is as it was, and comes by again.
    static void attempt(VolumeId id, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("volume", id)
                    .log("a volume could not be worked on; it is tried again soon");
        }
    }

    private static boolean is(Item item, PodVolumePhase phase) {
        return VolumeObjects.phase(item) == phase;
    }

    private static boolean canceled(Item item) {
        return item.at("/spec/cancel").asBoolean();
    }

    private void run(VolumeId id, Item item, boolean resumed) {
        Ending ending;
        try (var progress =
                new ProgressReporter("volume", progressPeriod, latest -> told(id, item, latest))) {
            ending = work.run(item, resumed, progress);
            untold.put(id.uid(), ending); // at once: from now on nobody interrupts it
        } catch (VolumeException | ResticException | StoreException | ClusterException e) {
            if (Thread.currentThread().isInterrupted()) {
                log.atInfo().addKeyValue("volume", id).log("stopped");
                return; // it is gone or ended, or the next agent takes it up
            }
            log.atWarn().addKeyValue("volume", id).setCause(e).log("failed");
            ending = Ending.failed(String.valueOf(e.getMessage()));
            tellFailure(item, ending.message());
        }
        untold.put(id.uid(), ending);
        end(id, item, ending);
    }

    /// Whether its end is just being told, which nobody may interrupt.
    boolean isEnding(VolumeId id) {
        return untold.containsKey(id.uid());
    }

    /// Tells again how the work on one ended that somebody else has ended, when that could not be
    /// told.
    void endAgain(VolumeId id) {
        Ending known = untold.get(id.uid());
        Optional<Item> item = objects.get(id);
        if (known != null && item.isPresent()) {
            end(id, item.get(), known);
        }
    }

    private void end(VolumeId id, Item item, Ending ending) {
        boolean told = objects.end(id, ending);
        if (!told && !ending.snapshot().isEmpty()) { // its backup failed or is gone
            work.unwanted(item, ending.snapshot());
        }
        untold.remove(id.uid());
        log.atInfo()
                .addKeyValue("volume", id)
                .addKeyValue("phase", ending.phase().text())
                .addKeyValue("snapshot", ending.snapshot())
                .addKeyValue("message", ending.message())
                .log("ended");
    }

    private boolean told(VolumeId id, Item item, ProgressReporter.Progress progress) {
        try {
            objects.tell(item, progress);
            return true;
        } catch (ClusterException e) { // it is only progress
            log.atDebug().addKeyValue("volume", id).setCause(e).log("progress not told");
            return false;
        }
    }

    private void tellFailure(Item item, String message) {
        try {
            work.failed(item, message);
        } catch (VolumeException | ClusterException e) {
            log.atWarn().addKeyValue("volume", item.key()).setCause(e).log("nobody told it failed");
        }
    }
}
