package ark.operation;

import java.time.Duration;

/// Tells how far an operation is, at most once per period, from a thread of its own: neither a slow
/// API server nor one that is away holds up the work.
public final class ProgressReporter implements AutoCloseable {
    /// As often as a status may be patched.
    public static final Duration PERIOD = Duration.ofSeconds(1);

    private static final Progress NOTHING = new Progress(0, 0);

    private final Target target;
    private final Thread thread;
    private volatile Progress latest = NOTHING;

    /// How many items there are, and how many have come to an end.
    public record Progress(long total, long done) {}

    /// Where progress goes.
    public interface Target {
        /// Tells it, or fails to.
        ///
        /// @return whether it was told; else it is told again, as far as it is by then
        boolean tell(Progress progress);
    }

    /// Starts to tell.
    ///
    /// @param operation what the thread is named after: `backup`
    public ProgressReporter(String operation, Duration period, Target target) {
        this.target = target;
        thread = Thread.ofVirtual().name(operation + "-progress").start(() -> tellEvery(period));
    }

    /// Costs nothing; may be called for each item.
    public void now(long total, long done) {
        latest = new Progress(total, done);
    }

    public Progress latest() {
        return latest;
    }

    private void tellEvery(Duration period) {
        Progress told = NOTHING;
        while (true) {
            try {
                Thread.sleep(period);
            } catch (InterruptedException _) { // closed
                return;
            }
            Progress now = latest;
            if (!now.equals(told) && target.tell(now)) {
                told = now;
            }
        }
    }

    /// When this returns, nothing is told any more.
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
