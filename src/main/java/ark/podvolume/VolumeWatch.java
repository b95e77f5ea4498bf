package ark.podvolume;

import ark.api.v1.PodVolumePhase;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.operation.Pause;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Follows the objects of volumes to their ends. Whoever waits looks, at most once per period, and
/// all who wait see what was seen. For many threads; the lock guards everything.
///
/// One on which nobody can work comes to an end as well: no agent runs on its node, its pod is
/// gone, or the time is over.
final class VolumeWatch {
    /// How often is looked, and how much of the time looking may take at most.
    private static final Duration PERIOD = Duration.ofMillis(500);

    private static final int SHARE_OF_LOOKING = 5;

    /// How often is looked for agents and pods.
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(5);

    /// An agent that is replaced by a newer one is away for some seconds, or until its image has
    /// come.
    static final Duration WITHOUT_AGENT = Duration.ofMinutes(2);

    private final VolumeObjects objects;
    private final Places places;
    private final Pause pause;
    private final long start;
    private final Duration timeout;
    private final Map<String, Followed> all = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long nextLook;
    private long nextSweep;

    /// Knows who looks after volumes.
    interface Places {
        /// The place of each of these objects' volumes, by the object's name.
        ///
        /// @throws ClusterException when the cluster does not say
        Map<String, Place> of(List<Item> objects);
    }

    /// Who looks after a volume.
    sealed interface Place {
        /// The agent of its node.
        ///
        /// @param obstacle what the agent may have to wait for; "" for nothing
        record Attended(String obstacle) implements Place {}

        /// Nobody yet: its pod is on no node.
        ///
        /// @param why a sentence
        record Pending(String why) implements Place {}

        /// Nobody: no agent runs on its node.
        record WithoutAgent(String node) implements Place {}

        /// Nobody ever will.
        ///
        /// @param why a sentence
        record Gone(String why) implements Place {}
    }

    /// A volume that is followed.
    private static final class Followed {
        private Item latest;

        /// Why nobody works on it, or "".
        private String obstacle = "";

        private @Nullable Long withoutAgentSince;

        Followed(Item latest) {
            this.latest = latest;
        }
    }

    /// @param timeout from now on, for all of them
    VolumeWatch(VolumeObjects objects, Places places, Pause pause, Duration timeout) {
        this.objects = objects;
        this.places = places;
        this.pause = pause;
        this.timeout = timeout;
        start = pause.nanoTime();
        nextLook = start;
        nextSweep = start;
    }

    /// How much time is left; never negative.
    Duration left() {
        Duration left = timeout.minusNanos(pause.nanoTime() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// What is said of a volume when the time is over.
    String overdue() {
        return "timed out waiting for all "
                + objects.owner().of().volumes().kind()
                + "s to complete";
    }

    /// From now on looks for its end, and at once for what may be in its way.
    void follow(Item created) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            all.put(created.key().name(), new Followed(created));
        } finally {
            lock.unlock();
        }
        look(List.of());
    }

    /// Waits until these have ended. In the end all of them have.
    ///
    /// @param names of objects that are followed
    /// @return as they are then, by name
    /// @throws ClusterException `CANCELLED`
    Map<String, Item> await(Collection<String> names) throws InterruptedException {
        while (true) {
            Map<String, Item> seen = look(names);
            if (seen.values().stream().allMatch(VolumeOutcome::ended)) {
                return seen;
            }
            pause.of(PERIOD);
        }
    }

    private Map<String, Item> look(Collection<String> names) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long now = pause.nanoTime();
            if (now - nextLook >= 0 && open().findAny().isPresent()) {
                look();
                nextLook = next(now, PERIOD.dividedBy(2));
            }
            var seen = new LinkedHashMap<String, Item>();
            for (String name : names) {
                Followed followed = all.get(name);
                if (followed != null) {
                    seen.put(name, followed.latest);
                }
            }
            return seen;
        } finally {
            lock.unlock();
        }
    }

    /// When to do again what was begun at a moment and is done now.
    private long next(long begun, Duration period) {
        long took = pause.nanoTime() - begun;
        return begun + Math.max(period.toNanos(), took * SHARE_OF_LOOKING);
    }

    private Stream<Followed> open() {
        return all.values().stream().filter(f -> !VolumeOutcome.ended(f.latest));
    }

    private void look() {
        try {
            see(objects.all());
            long now = pause.nanoTime();
            if (now - nextSweep >= 0) {
                sweep();
                nextSweep = next(now, BETWEEN_SWEEPS);
            }
        } catch (ClusterException e) { // it is away; the next look may tell
            throwIfCancelled(e);
        }
        if (left().isZero()) {
            open().toList().forEach(this::giveUpOverdue);
        }
    }

    private void see(Map<String, Item> live) {
        for (Followed followed : open().toList()) {
            Item seen = live.get(followed.latest.key().name());
            followed.latest =
                    seen == null
                            ? objects.failed(followed.latest, "it was deleted before it had ended")
                            : seen;
        }
    }

    private void sweep() {
        List<Followed> open = open().toList();
        if (open.isEmpty()) {
            return;
        }
        Map<String, Place> found = places.of(open.stream().map(f -> f.latest).toList());
        for (Followed followed : open) {
            switch (found.getOrDefault(followed.latest.key().name(), new Place.Attended(""))) {
                case Place.Attended(String obstacle) -> attended(followed, obstacle);
                case Place.Pending(String why) -> followed.obstacle = why;
                case Place.WithoutAgent(String node) -> withoutAgent(followed, node);
                case Place.Gone(String why) -> giveUp(followed, why);
            }
        }
    }

    private void withoutAgent(Followed followed, String node) {
        long now = pause.nanoTime();
        Long since = followed.withoutAgentSince;
        if (since == null) {
            followed.withoutAgentSince = now;
            followed.obstacle = "no node agent runs on node " + node;
            tell(followed, followed.obstacle);
        } else if (now - since >= WITHOUT_AGENT.toNanos()) {
            giveUp(followed, followed.obstacle);
        }
    }

    private void attended(Followed followed, String obstacle) {
        if (followed.withoutAgentSince != null) {
            followed.withoutAgentSince = null;
            tell(followed, "");
        }
        followed.obstacle = obstacle;
    }

    /// Only of one that nobody has begun: else its agent will have its say.
    private void tell(Followed followed, String message) {
        if (PodVolumePhase.of(followed.latest.text("/status/phase")) != PodVolumePhase.NEW) {
            return;
        }
        try {
            objects.tell(followed.latest, message);
        } catch (ClusterException e) { // it is only said early, and will be said in the end
            throwIfCancelled(e);
        }
    }

    private void giveUpOverdue(Followed followed) {
        String obstacle = followed.obstacle;
        giveUp(followed, overdue() + (obstacle.isEmpty() ? "" : ": " + obstacle));
    }

    private void giveUp(Followed followed, String why) {
        try {
            objects.stop(followed.latest, why).ifPresent(stopped -> followed.latest = stopped);
        } catch (ClusterException e) { // nobody can be told; nobody waits any longer either
            throwIfCancelled(e);
            followed.latest = objects.failed(followed.latest, why);
        }
    }

    private static void throwIfCancelled(ClusterException e) {
        if (e.reason() == Reason.CANCELLED) {
            throw e;
        }
    }
}
