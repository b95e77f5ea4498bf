package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final class Clock implements Waiting {
        private long nanos = Long.MAX_VALUE - 5; // about to overflow
        private final List<Duration> slept = new ArrayList<>();

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void sleep(Duration time) {
            slept.add(time);
            nanos += time.toNanos();
        }
    }

    private final Clock clock = new Clock();

    private void enter(Gate gate, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            gate.enter();
            gate.leave();
        }
    }

    @Test
    void letsABurstThroughAndThenKeepsTheRate() throws InterruptedException {
        var gate = new Gate(ClusterSettings.forServer().limitedTo(10, 3), clock);

        enter(gate, 6);

        assertThat(clock.slept)
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
    }

    @Test
    void savesUpNoMoreThanABurst() throws InterruptedException {
        var gate = new Gate(ClusterSettings.forServer().limitedTo(10, 3), clock);
        enter(gate, 3);

        clock.nanos += TimeUnit.SECONDS.toNanos(60);
        enter(gate, 5);

        assertThat(clock.slept).hasSize(2);
    }

    @Test
    void waitsForNothingWithoutALimit() throws InterruptedException {
        enter(new Gate(ClusterSettings.forServer(), clock), 10_000);

        assertThat(clock.slept).isEmpty();
    }

    @Test
    void letsNoMoreInAtOnceThanAllowed() throws InterruptedException {
        var gate = new Gate(ClusterSettings.forServer().inFlight(2), clock);
        gate.enter();
        gate.enter();
        Thread third =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        gate.enter();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });

        assertThat(third.join(Duration.ofMillis(50))).isFalse();
        gate.leave();

        assertThat(third.join(Duration.ofSeconds(60))).isTrue();
    }
}
