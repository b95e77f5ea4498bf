package ark.operation;

import java.util.HashSet;
import java.util.Set;

/// Of all work on what has one name, one piece at a time. For many threads.
public final class OnePerName {
    /// The names at which somebody works. Guarded by this.
    private final Set<String> taken = new HashSet<>();

    /// Does work as soon as nobody else works at the name.
    ///
    /// @throws InterruptedException before it has begun
    public void alone(String name, Runnable work) throws InterruptedException {
        begin(name);
        try {
            work.run();
        } finally {
            end(name);
        }
    }

    private synchronized void begin(String name) throws InterruptedException {
        while (!taken.add(name)) {
            wait();
        }
    }

    private synchronized void end(String name) {
        taken.remove(name);
        notifyAll();
    }
}
