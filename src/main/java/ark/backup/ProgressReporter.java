package ark.backup;

import ark.cluster.ClusterException;
import java.time.Duration;

/// Tells how far a backup is, at most once per period, from a thread of its own: neither a slow API
/// server nor one that is away holds up the work.
final class ProgressReporter implements AutoCloseable {
    /// As often as a status may be patched.
    static final Duration PERIOD = Duration.ofSeconds(1);

    private final Target target;
    private final Thread thread;
    private volatile Progress latest = new Progress(0, 0);

    record Progress(long total, long done) {}

    /// Where progress goes.
    interface Target {
        void tell(Progress progress);
    }

    ProgressReporter(Duration period, Target target) {
        this.target = target;
        thread = Thread.ofVirtual().name("backup-progress").start(() -> tellEvery(period));
    }

    /// Costs nothing; may be called for each item.
    void now(long total, long done) {
        latest = new Progress(total, done);
    }

    private void tellEvery(Duration period) {
        Progress told = latest;
        while (true) {
            try {
                Thread.sleep(period);
            } catch (InterruptedException _) { // closed
                return;
            }
            Progress now = latest;
            if (!now.equals(told)) {
                told = tell(now, told);
            }
        }
    }

    private Progress tell(Progress now, Progress told) {
        try {
            target.tell(now);
            return now;
        } catch (ClusterException _) { // it is only progress, and the next one tells the same
            return told;
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
