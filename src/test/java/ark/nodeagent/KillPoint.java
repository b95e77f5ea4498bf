package ark.nodeagent;

import ark.testing.LongTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Moments of the work on one volume, in the order in which they come.
enum KillPoint {
    IN_PROGRESS,
    RESTIC_RUNS,
    WROTE_A_BIT(2),
    WROTE_A_FIFTH(20),
    WROTE_TWO_FIFTHS(40),
    WROTE_THREE_FIFTHS(60),
    WROTE_FOUR_FIFTHS(80),
    WROTE_NEARLY_ALL(95),
    RESTIC_ENDED,
    /// The snapshot, or the word to the pod, is there; perhaps nobody has been told.
    RESULT_IS_THERE;

    private static final int NO_PART = -1;
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final Pattern WRITTEN = Pattern.compile("(?m)^wchar: ([0-9]+)$");

    /// Of what restic writes in all.
    private final int percent;

    KillPoint() {
        this(NO_PART);
    }

    KillPoint(int percent) {
        this.percent = percent;
    }

    /// All ten, or those that every run of the tests has time for.
    static List<KillPoint> chosen() {
        return LongTests.wanted() ? List.of(values()) : List.of(WROTE_TWO_FIFTHS, RESULT_IS_THERE);
    }

    /// What can be seen of the work from outside.
    interface Sight {
        boolean begun();

        boolean ended();

        List<ProcessHandle> restics();

        boolean resultIsThere();

        /// How much restic writes in all, temporary files included.
        long bytes();
    }

    /// Waits until the work is there, or has ended.
    ///
    /// @return restic's process, if it runs
    Optional<ProcessHandle> await(Sight sight) throws InterruptedException {
        long deadline = System.nanoTime() + AgentWorld.PATIENCE.toNanos();
        Optional<ProcessHandle> restic = Optional.empty();
        while (System.nanoTime() < deadline) {
            if (restic.isEmpty()) {
                restic = sight.restics().stream().findFirst();
            }
            if (reached(sight, restic) || sight.ended()) {
                return restic.filter(ProcessHandle::isAlive);
            }
            TimeUnit.NANOSECONDS.sleep(PERIOD_NANOS);
        }
        throw new AssertionError(this + " did not come");
    }

    private boolean reached(Sight sight, Optional<ProcessHandle> restic) {
        return switch (this) {
            case IN_PROGRESS -> sight.begun();
            case RESTIC_RUNS -> restic.isPresent();
            case RESTIC_ENDED -> restic.isPresent() && !restic.get().isAlive();
            case RESULT_IS_THERE -> sight.resultIsThere();
            default -> restic.isPresent() && written(restic.get()) * 100 >= sight.bytes() * percent;
        };
    }

    /// All bytes that a process has written; more than any when it has ended.
    private static long written(ProcessHandle process) {
        try {
            Matcher found =
                    WRITTEN.matcher(Files.readString(Path.of("/proc", "" + process.pid(), "io")));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException e) {
            return Long.MAX_VALUE / 100;
        }
    }
}
