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
        nextNanos = waiting.nanoTime();
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
        long step = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
        long now = waiting.nanoTime();
        long saved = now - (burst - 1) * step;
        if (nextNanos - saved < 0) {
            nextNanos = saved;
        }
        long mine = nextNanos;
        nextNanos += step;
        return Duration.ofNanos(Math.max(0, mine - now));
    }
}
