package ark.backup.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    @Test
    void resultsComeInTheOrderOfTheTasks() throws Exception {
        List<Supplier<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            tasks.add(() -> number);
        }

        assertThat(SideBySide.all(tasks, 3)).hasSize(20).isSorted();
    }

    @Test
    void neverMoreThanTheLimitWork() throws Exception {
        var working = new AtomicInteger();
        var most = new AtomicInteger();
        List<Supplier<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(
                    () -> {
                        most.accumulateAndGet(working.incrementAndGet(), Math::max);
                        return working.decrementAndGet() >= 0;
                    });
        }

        SideBySide.all(tasks, 4);

        assertThat(most.get()).isBetween(1, 4);
    }

    @Test
    void aFailureReachesTheCallerAndInterruptsTheOthers() {
        var interrupted = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        List<Supplier<Boolean>> tasks =
                List.of(
                        () -> {
                            awaitQuietly(begun);
                            throw new IllegalStateException("this one");
                        },
                        () -> {
                            begun.countDown();
                            awaitQuietly(new CountDownLatch(1));
                            interrupted.countDown();
                            return true;
                        });

        assertThatThrownBy(() -> SideBySide.all(tasks, 2)).hasMessage("this one");
        assertThat(interrupted.getCount()).isZero(); // it has ended, too
    }

    @Test
    void anInterruptEndsTheTasks() {
        Thread.currentThread().interrupt();
        List<Supplier<Boolean>> tasks =
                List.of(
                        () -> {
                            awaitQuietly(new CountDownLatch(1));
                            return true;
                        });

        assertThatThrownBy(() -> SideBySide.all(tasks, 1)).isInstanceOf(InterruptedException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
