package ark.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/// Work that is done to its end whatever happens to the thread that asks for it.
final class Uninterrupted {
    private Uninterrupted() {}

    /// Does the work on a thread of its own and waits for it. An interrupt meanwhile is kept.
    ///
    /// @param work has a limit of its own
    /// @throws RuntimeException what the work throws
    static <T> T run(String name, Supplier<T> work) {
        var ended = new CompletableFuture<T>();
        Thread.ofVirtual()
                .name(name)
                .start(
                        () -> {
                            try {
                                ended.complete(work.get());
                            } catch (RuntimeException | Error e) { // else nobody would wake up
                                ended.completeExceptionally(e);
                            }
                        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ended.get();
                } catch (InterruptedException _) {
                    interrupted = true; // told below; the work comes first
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException own
                            ? own
                            : new IllegalStateException(name + " broke off", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
