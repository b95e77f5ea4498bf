package ark.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operations of one feature: at most one per resource, at most `permits` at work at once,
/// the others
/// wait in the order they came. Work runs on a virtual thread and is cancelled by an interrupt.
public final class Operations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final ThreadFactory threads;
    private final Semaphore permits;
    private boolean stopped; // guarded by this

    /// @param name of the feature, for thread names
    /// @param permits how many operations may work at once
    public Operations(String name, int permits) {
        threads = Thread.ofVirtual().name(name + "-", 0).factory();
        this.permits = new Semaphore(permits, true);
    }

    /// Starts work for a resource unless it has some already, or everything was stopped.
    ///
    /// @param uid of the resource
    /// @param work must answer for its own failures: what it throws is only logged
    /// @return whether this call started it
    public boolean start(String uid, Runnable work) {
        return startThread(uid, () -> withPermit(uid, work));
    }

    /// As [#start], but without waiting for a permit: for work that is short and that others wait
    /// for.
    public boolean startAtOnce(String uid, Runnable work) {
        return startThread(
                uid,
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) { // as with a permit
                        log.atError()
                                .addKeyValue("uid", uid)
                                .setCause(e)
                                .log("operation broke off");
                    } finally {
                        running.remove(uid);
                    }
                });
    }

    private boolean startThread(String uid, Runnable whole) {
        Thread thread = threads.newThread(whole);
        synchronized (this) { // so that who stops finds what was started, and nothing else
            if (stopped || running.putIfAbsent(uid, thread) != null) {
                return false;
            }
            thread.start();
        }
        return true;
    }

    private void withPermit(String uid, Runnable work) {
        try {
            permits.acquire();
            try {
                work.run();
            } catch (RuntimeException e) { // the reconciler that started it finds it gone
                log.atError().addKeyValue("uid", uid).setCause(e).log("operation broke off");
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) { // cancelled while it waited for its permit
            Thread.currentThread().interrupt();
        } finally {
            running.remove(uid);
        }
    }

    /// Whether the resource has an operation, at work or waiting for its permit.
    public boolean runs(String uid) {
        return running.containsKey(uid);
    }

    /// Interrupts the resource's operation, if it has one. It may go on for a moment; [#runs]
    /// tells.
    public void cancel(String uid) {
        Thread work = running.get(uid);
        if (work != null) {
            work.interrupt();
        }
    }

    /// Interrupts everything and waits for the ends.
    ///
    /// @param limit how long to wait in all
    /// @return whether all work has ended
    public boolean stop(Duration limit) throws InterruptedException {
        close();
        long deadline = System.nanoTime() + limit.toNanos();
        for (Thread work : List.copyOf(running.values())) {
            if (!work.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /// Interrupts everything; waits for nothing.
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
        }
        running.values().forEach(Thread::interrupt);
    }
}
