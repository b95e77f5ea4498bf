package ark.backup.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Runs tasks side by side, a few at a time. Nothing outlives the call.
final class SideBySide {
    private SideBySide() {}

    /// What the tasks give, in their order. What a task throws is thrown here; the others are then
    /// interrupted.
    ///
    /// @param limit how many work at once
    static <R> List<R> all(List<Supplier<R>> tasks, int limit) throws InterruptedException {
        var permits = new Semaphore(limit);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> running =
                    tasks.stream()
                            .map(task -> threads.submit(() -> withPermit(permits, task)))
                            .toList();
            try {
                var results = new ArrayList<R>();
                for (Future<R> task : running) {
                    results.add(resultOf(task));
                }
                return results;
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static <R> R withPermit(Semaphore permits, Supplier<R> task)
            throws InterruptedException {
        permits.acquire();
        try {
            return task.get();
        } finally {
            permits.release();
        }
    }

    private static <R> R resultOf(Future<R> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case InterruptedException interrupt -> throw interrupt;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
