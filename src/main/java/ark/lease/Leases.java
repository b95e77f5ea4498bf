package ark.lease;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.lease.Leadership.Claim;
import ark.operation.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Leases that are held for as long as a piece of work takes. Safe for many threads: two pieces of
/// work in one process exclude each other as two processes do.
public final class Leases {
    /// Where the leases lie.
    public interface Stores {
        Leadership.Store of(String name);
    }

    private final Stores stores;
    private final String identity;
    private final Pause pause;
    private final AtomicLong holdings = new AtomicLong();

    /// @param identity no two processes have the same
    public Leases(Stores stores, String identity, Pause pause) {
        this.stores = stores;
        this.identity = identity;
        this.pause = pause;
    }

    /// Does work while nobody else holds the lease. The work is interrupted when the lease is lost,
    /// and has then ended before anybody else gets it.
    ///
    /// @param patience how long to wait for the lease
    /// @throws ClusterException `CONFLICT` when somebody else holds it all the time, with who;
    ///     `UNAVAILABLE` when it was lost meanwhile
    public <T> T holding(String name, Duration patience, Supplier<T> work)
            throws InterruptedException {
        Leadership.Store store = stores.of(name);
        var holding = new Holding(Thread.currentThread());
        String holder = identity + "_" + holdings.incrementAndGet();
        try (var leadership = new Leadership(store, holder, holding, pause::nanoTime)) {
            leadership.start();
            if (!holding.gained.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ClusterException.of(
                        Reason.CONFLICT, "waiting for lease " + name, heldBy(store));
            }
            try {
                return work.get();
            } finally {
                holding.end();
            }
        } catch (RuntimeException e) {
            throw holding.isLost() ? lost(name) : e;
        } catch (InterruptedException e) {
            if (holding.isLost()) { // before the work began
                throw lost(name);
            }
            throw e;
        }
    }

    private static String heldBy(Leadership.Store store) {
        return store.read()
                .filter(claim -> !claim.holder().isEmpty())
                .map(claim -> "held by " + claim.holder())
                .orElse("it could not be written");
    }

    private static ClusterException lost(String name) {
        Thread.interrupted(); // that was for the work, which has ended
        return ClusterException.of(
                Reason.UNAVAILABLE, "holding lease " + name, "it could not be renewed in time");
    }

    /// Interrupts the thread at work when the lease is lost, and never later.
    private static final class Holding implements Leadership.Listener {
        private final Thread thread;
        private final CountDownLatch gained = new CountDownLatch(1);
        private boolean working = true;
        private boolean lost;

        Holding(Thread thread) {
            this.thread = thread;
        }

        @Override
        public void gained() {
            gained.countDown();
        }

        @Override
        public synchronized void lost() {
            if (working) {
                lost = true;
                thread.interrupt();
            }
        }

        /// The work has ended, and an interrupt for it may have come too late.
        synchronized void end() {
            working = false;
            if (lost) {
                Thread.interrupted();
            }
        }

        synchronized boolean isLost() {
            return lost;
        }
    }

    /// Waits until nobody holds a lease: it is given up, or has expired.
    ///
    /// @return who still holds it after all that patience; empty when it is free
    public Optional<String> awaitFree(String name, Duration patience) throws InterruptedException {
        Leadership.Store store = stores.of(name);
        long began = pause.nanoTime();
        Optional<Claim> seen = Optional.empty();
        long seenAt = began;
        while (true) {
            Optional<Claim> found = store.read().filter(claim -> !claim.holder().isEmpty());
            long now = pause.nanoTime();
            if (!found.equals(seen)) {
                seen = found;
                seenAt = now;
            }
            if (found.isEmpty() || now - seenAt >= found.get().duration().toNanos()) {
                return Optional.empty();
            }
            if (now - began >= patience.toNanos()) {
                return found.map(Claim::holder);
            }
            pause.of(Leadership.ATTEMPT);
        }
    }
}
