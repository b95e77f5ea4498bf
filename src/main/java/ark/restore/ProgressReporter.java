package ark.restore;

import ark.cluster.ClusterException;
import java.time.Duration;

/// Tells how far a restore is, at most once per period, from a thread of its own: neither a slow
/// API
/// server nor one that is away holds up the work.
final class ProgressReporter implements RestoreRunner.Progress, AutoCloseable {
    /// As often as a status may be patched.
    static final Duration PERIOD = Duration.ofSeconds(1);

    private final Target target;
    private final Thread thread;
    private volatile Position latest = new Position(0, 0);

    /// How many items there are, and how many have come to an end.
    record Position(long total, long done) {}

    /// Where progress goes.
    interface Target {
        void tell(Position position);
    }

    ProgressReporter(Duration period, Target target) {
        this.target = target;
        thread = Thread.ofVirtual().name("restore-progress").start(() -> tellEvery(period));
    }

    @Override
    public void now(long total, long done) {
        latest = new Position(total, done);
    }

    Position latest() {
        return latest;
    }

    private void tellEvery(Duration period) {
        Position told = latest;
        while (true) {
            try {
                Thread.sleep(period);
            } catch (InterruptedException _) { // closed
                return;
            }
            Position now = latest;
            if (!now.equals(told)) {
                told = tell(now, told);
            }
        }
    }

    private Position tell(Position now, Position told) {
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
