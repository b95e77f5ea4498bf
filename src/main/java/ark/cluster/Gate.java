package ark.cluster;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Bounds requests: how many are open at once, and how many begin in a second.
final class Gate {
    private final Semaphore permits;
    private final double perSecond;
    private final int burst;
    private final Waiting waiting;

    /// When the next request may begin if all that were let in had kept the rate; guarded by this.
    private long nextNanos;

    Gate(ClusterSettings settings, Waiting waiting) {
        permits = new Semaphore(settings.requestsInFlight(), true);
        perSecond = settings.requestsPerSecond();
        burst = settings.burst();
        this.waiting = waiting;
        nextNanos = earliest();
    }

    /// As if nobody had come for so long that a whole burst is saved up.
    private long earliest() {
        return waiting.nanoTime() - (burst - 1) * stepNanos();
    }

    private long stepNanos() {
        return perSecond == 0 ? 0 : (long) (Duration.ofSeconds(1).toNanos() / perSecond);
    }

    void enter() throws InterruptedException {
        Duration early = perSecond == 0 ? Duration.ZERO : reserve();
        if (early.isPositive()) {
            waiting.sleep(early);
        }
        permits.acquire();
    }

    void leave() {
        permits.release();
    }

    /// Takes the next place in the row; tells how long to wait for it.
    private synchronized Duration reserve() {
        long earliest = earliest();
        if (nextNanos - earliest < 0) {
            nextNanos = earliest;
        }
        long mine = nextNanos;
        nextNanos += stepNanos();
        return Duration.ofNanos(Math.max(0, mine - waiting.nanoTime()));
    }
}
