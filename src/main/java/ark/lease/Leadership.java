package ark.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which of several servers works: the one that holds a lease.
///
/// The times are Kubernetes' own (source: the defaults of `kube-controller-manager`). Another
/// server's lease is taken as expired when it was not seen to change for its whole duration by
/// *our* monotonic clock, so that two clocks that differ do no harm. A holder that could not renew
/// for a while must stop before any other may start: it is told by [Listener#lost], also when it
/// was asleep (a suspended process, a stalled request), by a thread that does nothing else.
public final class Leadership implements AutoCloseable {
    /// How long a lease lasts that is not renewed.
    static final Duration LEASE = Duration.ofSeconds(15);

    /// How long a holder goes on without renewing; shorter than the lease by more than a request.
    static final Duration RENEWAL_LIMIT = Duration.ofSeconds(10);

    /// How often the lease is tried for, or renewed.
    static final Duration ATTEMPT = Duration.ofSeconds(2);

    private static final Duration GUARD = Duration.ofMillis(250);

    /// How long the last try is waited for before the lease is given up.
    private static final Duration LAST_TRY = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    /// The lease as it is stored.
    ///
    /// @param holder empty: nobody holds it
    /// @param duration of the holder's lease
    /// @param version changes with every write, also a renewal
    public record Claim(String holder, Duration duration, String version) {}

    /// Where the lease lies.
    public interface Store {
        /// The lease, or empty when nobody ever made it.
        Optional<Claim> read();

        /// Writes the lease for `holder` (empty: gives it up), unless somebody else wrote it since.
        ///
        /// @param seen what [#read] gave; null when it gave nothing
        /// @return the lease as it is now, or empty when somebody else was faster
        Optional<Claim> write(@Nullable Claim seen, String holder, Duration duration);
    }

    /// What becomes of the lease. Called once each, `gained` first. Neither may wait.
    public interface Listener {
        void gained();

        /// Somebody else may work from now on: stop at once.
        void lost();
    }

    private enum State {
        WAITING,
        LEADING,
        OVER
    }

    private final Store store;
    private final String identity;
    private final Listener listener;
    private final LongSupplier nanoTime;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /// Held by who tries, and by who gives up: a try that is under way must not write afterwards. A
    /// request that hangs holds no other lock.
    private final ReentrantLock trying = new ReentrantLock();

    // Only under that one.
    private @Nullable Claim observed;
    private long observedAt;
    private boolean mayHold;

    // Only under this object's lock.
    private State state = State.WAITING;
    private long renewedAt;

    /// @param identity no two servers have the same
    /// @param nanoTime a clock that never goes back, in nanoseconds
    public Leadership(Store store, String identity, Listener listener, LongSupplier nanoTime) {
        this.store = store;
        this.identity = identity;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /// Starts to try for the lease, on threads of its own. They are no virtual ones: those wait for
    /// each other when work keeps every processor busy, and the lease would be lost.
    public void start() {
        Thread.ofPlatform().daemon().name("lease").start(this::tryForEver);
        Thread.ofPlatform().daemon().name("lease-guard").start(this::guard);
    }

    private void tryForEver() {
        do {
            attempt();
        } while (!stoppedWithin(ATTEMPT));
    }

    private void guard() {
        do {
            check();
        } while (!stoppedWithin(GUARD));
    }

    private boolean stoppedWithin(Duration time) {
        try {
            return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// One try to get or to renew the lease.
    void attempt() {
        trying.lock();
        try {
            if (!over()) {
                tryOnce();
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("cannot read or write the lease");
        } finally {
            trying.unlock();
        }
    }

    private void tryOnce() {
        long asked = nanoTime.getAsLong();
        Optional<Claim> found = store.read();
        if (found.isPresent() && !found.get().equals(observed)) {
            observed = found.get();
            observedAt = nanoTime.getAsLong();
        }
        if (leading() && found.filter(claim -> !isOurs(claim)).isPresent()) {
            lose(); // we slept, and somebody else works, or has worked
            return;
        }
        if (found.isPresent() && heldByAnother(found.get())) {
            return;
        }
        mayHold = true; // also when no answer comes
        Optional<Claim> written = store.write(found.orElse(null), identity, LEASE);
        mayHold = written.isPresent();
        if (written.isPresent()) {
            observed = written.get();
            observedAt = nanoTime.getAsLong();
            renewed(asked); // the lease runs from when it was asked for, not answered
        }
    }

    private boolean isOurs(Claim claim) {
        return claim.holder().equals(identity);
    }

    private boolean heldByAnother(Claim claim) {
        return !claim.holder().isEmpty()
                && !isOurs(claim)
                && nanoTime.getAsLong() - observedAt < claim.duration().toNanos();
    }

    private void renewed(long asked) {
        synchronized (this) {
            renewedAt = asked;
            if (state != State.WAITING || isLate()) {
                return;
            }
            state = State.LEADING;
        }
        log.atInfo().addKeyValue("identity", identity).log("leading");
        listener.gained();
    }

    /// Gives up when the lease was not renewed for too long.
    void check() {
        loseIf(this::isLate);
    }

    /// Under this object's lock: whether somebody else may soon have the lease.
    private boolean isLate() {
        return nanoTime.getAsLong() - renewedAt >= RENEWAL_LIMIT.toNanos();
    }

    private void lose() {
        loseIf(() -> true);
    }

    /// @param reason looked at under the lock: a lease that is gained or renewed meanwhile stays
    private void loseIf(BooleanSupplier reason) {
        synchronized (this) {
            if (state != State.LEADING || !reason.getAsBoolean()) {
                return;
            }
            state = State.OVER;
        }
        stopped.countDown();
        log.atError().addKeyValue("identity", identity).log("lost the lease, stopping");
        listener.lost();
    }

    private synchronized boolean over() {
        return state == State.OVER;
    }

    /// Whether this server works now.
    public synchronized boolean leading() {
        return state == State.LEADING;
    }

    /// Stops trying, and gives the lease up so that another server need not wait. Call it when all
    /// work has ended.
    @Override
    public void close() {
        if (over()) {
            stopped.countDown();
            return; // somebody else may have it
        }
        abandon();
        boolean interrupted = Thread.interrupted(); // others wait for the lease all the same
        try {
            if (trying.tryLock(LAST_TRY.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    giveUp();
                } finally {
                    trying.unlock();
                }
            }
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Stops trying, and lets the lease expire: some work may still run.
    public void abandon() {
        stopped.countDown();
        synchronized (this) {
            state = State.OVER;
        }
    }

    private void giveUp() {
        if (!mayHold) {
            return;
        }
        try {
            store.read()
                    .filter(this::isOurs)
                    .ifPresent(claim -> store.write(claim, "", Duration.ofSeconds(1)));
        } catch (RuntimeException e) { // then it expires by itself
            log.atWarn().setCause(e).log("cannot give the lease up");
        }
    }
}
