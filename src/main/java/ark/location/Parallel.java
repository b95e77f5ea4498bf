package ark.location;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The same work for many things, several at a time.
final class Parallel {
    private Parallel() {}

    /// Does it for each; after a failure what was not begun is left, and the failure thrown when
    /// all that was begun has ended.
    ///
    /// @throws InterruptedException when this thread is interrupted; so are the workers
    static <T> void each(List<T> things, int atOnce, Consumer<T> work) throws InterruptedException {
        var failed = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (Future<?> begun : begin(threads, things, atOnce, work, failed)) {
                    begun.get();
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static <T> List<Future<?>> begin(
            ExecutorService threads,
            List<T> things,
            int atOnce,
            Consumer<T> work,
            AtomicBoolean failed)
            throws InterruptedException {
        var permits = new Semaphore(atOnce);
        var begun = new ArrayList<Future<?>>();
        for (T thing : things) {
            permits.acquire();
            if (failed.get()) {
                break;
            }
            begun.add(threads.submit(() -> work(thing, work, failed, permits)));
        }
        return begun;
    }

    private static <T> void work(
            T thing, Consumer<T> work, AtomicBoolean failed, Semaphore permits) {
        boolean done = false;
        try {
            work.accept(thing);
            done = true;
        } finally {
            if (!done) {
                failed.set(true);
            }
            permits.release();
        }
    }
}
