package ark.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.operation.ProgressReporter.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    private final List<Progress> told = new CopyOnWriteArrayList<>();

    @Test
    void tellsTheLatestAndNothingTwice() {
        try (var reporter = new ProgressReporter("test", OFTEN, told::add)) {
            reporter.now(10, 1);
            await().until(() -> told.contains(new Progress(10, 1)));
            reporter.now(10, 1);
            reporter.now(10, 2);
            await().until(() -> told.contains(new Progress(10, 2)));
            assertThat(reporter.latest()).isEqualTo(new Progress(10, 2));
        }
        assertThat(told).doesNotHaveDuplicates();
    }

    @Test
    void tellsAgainWhatCouldNotBeTold() {
        var attempts = new AtomicInteger();
        ProgressReporter.Target away =
                progress -> attempts.incrementAndGet() > 2 && told.add(progress);
        try (var reporter = new ProgressReporter("test", OFTEN, away)) {
            reporter.now(3, 3);
            await().until(() -> !told.isEmpty());
        }
        assertThat(told).containsExactly(new Progress(3, 3));
        assertThat(attempts).hasValue(3);
    }

    @Test
    void tellsNothingOnceItIsClosed() {
        var reporter = new ProgressReporter("test", OFTEN, told::add);
        reporter.now(1, 1);
        await().until(() -> !told.isEmpty());
        reporter.close();
        reporter.now(2, 2);

        assertThat(told).containsExactly(new Progress(1, 1));
    }
}
