package ark.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
    private final Turns turns;
    private boolean stopped; // guarded by this, and so is each start: who stops finds all

    /// @param name of the feature, for thread names
    /// @param permits how many operations may work at once
    public Operations(String name, int permits) {
        threads = Thread.ofVirtual().name(name + "-", 0).factory();
        turns = new Turns(permits);
    }

    /// Starts work for a resource unless it has some already, or everything was stopped.
    ///
    /// @param uid of the resource
    /// @param work must answer for its own failures: what it throws is only logged
    /// @return whether this call started it
    public synchronized boolean start(String uid, Runnable work) {
        if (stopped || runs(uid)) {
            return false;
        }
        CountDownLatch turn = turns.ask(); // here: threads come to wait in any order
        startThread(uid, () -> inTurn(uid, turn, work));
        return true;
    }

    /// As [#start], but without waiting for a permit: for work that is short and that others wait
    /// for.
    public synchronized boolean startAtOnce(String uid, Runnable work) {
        if (stopped || runs(uid)) {
            return false;
        }
        startThread(
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
        return true;
    }

    private void startThread(String uid, Runnable whole) {
        Thread thread = threads.newThread(whole);
        running.put(uid, thread);
        thread.start();
    }

    private void inTurn(String uid, CountDownLatch turn, Runnable work) {
        try {
            turn.await();
            work.run();
        } catch (InterruptedException e) { // cancelled while it waited for its permit
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the reconciler that started it finds it gone
            log.atError().addKeyValue("uid", uid).setCause(e).log("operation broke off");
        } finally {
            turns.end(turn);
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
    public synchronized void close() {
        stopped = true;
        running.values().forEach(Thread::interrupt);
    }
}
