package ark.operation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private final Operations operations = new Operations("test", 2);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        operations.close();
    }

    @Test
    void aResourceHasAtMostOneOperation() {
        assertThat(operations.start("a", this::work)).isTrue();
        assertThat(operations.start("a", this::work)).isFalse();
        assertThat(operations.runs("a")).isTrue();
        assertThat(operations.runs("b")).isFalse();
    }

    @Test
    void aResourceMayStartAgainWhenItsOperationEnded() {
        operations.start("a", () -> {});
        await().until(() -> !operations.runs("a"));

        assertThat(operations.start("a", this::work)).isTrue();
    }

    @Test
    void operationsWaitForAPermit() {
        var working = new AtomicInteger();
        for (String uid : new String[] {"a", "b", "c"}) {
            operations.start(
                    uid,
                    () -> {
                        working.incrementAndGet();
                        work();
                    });
        }
        await().until(() -> working.get() == 2);
        assertThat(operations.runs("c")).isTrue();

        release.countDown();
        await().until(() -> working.get() == 3);
    }

    @Test
    void whateverWaitsForAPermitIsDoneInTheOrderInWhichItCame() {
        var order = new CopyOnWriteArrayList<Integer>();
        try (var single = new Operations("test", 1)) {
            single.start("first", this::work);
            for (int i = 0; i < 100; i++) {
                int number = i;
                single.start("waiting" + i, () -> order.add(number));
            }
            single.cancel("waiting50");
            await().until(() -> !single.runs("waiting50"));
            release.countDown();
            await().until(() -> order.size() == 99);
        }
        assertThat(order).isSorted().doesNotContain(50);
    }

    @Test
    void shortWorkWaitsForNoPermit() {
        operations.start("a", this::work);
        operations.start("b", this::work);
        var done = new CountDownLatch(1);

        assertThat(operations.startAtOnce("a", done::countDown)).isFalse();
        assertThat(operations.startAtOnce("c", done::countDown)).isTrue();

        await().until(() -> done.getCount() == 0 && !operations.runs("c"));
    }

    @Test
    void aFailureReturnsThePermit() {
        for (int i = 0; i < 4; i++) {
            operations.start(
                    "failing" + i,
                    () -> {
                        throw new IllegalStateException("expected by this test");
                    });
        }
        await().until(() -> !operations.runs("failing3"));
        var done = new CountDownLatch(1);
        operations.start("good", done::countDown);
        await().until(() -> done.getCount() == 0);
    }

    @Test
    void cancellingInterruptsOnlyThatOperation() {
        operations.start("a", this::work);
        operations.start("b", this::work);

        operations.cancel("a");

        await().until(() -> !operations.runs("a"));
        assertThat(operations.runs("b")).isTrue();
    }

    @Test
    void cancellingSomethingThatWaitsForItsPermitEndsItUnstarted() {
        var started = new AtomicInteger();
        operations.start("a", this::work);
        operations.start("b", this::work);
        operations.start("c", started::incrementAndGet);

        operations.cancel("c");

        await().until(() -> !operations.runs("c"));
        assertThat(started).hasValue(0);
    }

    @Test
    void stoppingWaitsForTheEndsAndStartsNothingMore() throws InterruptedException {
        operations.start("a", this::work);

        assertThat(operations.stop(Duration.ofSeconds(60))).isTrue();

        assertThat(operations.runs("a")).isFalse();
        assertThat(operations.start("b", () -> {})).isFalse();
    }

    @Test
    void whatIsStartedWhileAllIsStoppedEndsTooOrNeverBegins() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            var stopping = new Operations("stopping", 1);
            var started = new AtomicInteger();
            Thread starting =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (started.get() < 100
                                                && stopping.startAtOnce("" + started, this::work)) {
                                            started.incrementAndGet();
                                        }
                                    });
            while (started.get() < 3) {
                Thread.onSpinWait();
            }
            assertThat(stopping.stop(Duration.ofSeconds(60))).isTrue();
            starting.join();
            assertThat(IntStream.range(0, started.get()))
                    .noneMatch(each -> stopping.runs("" + each));
        }
    }

    private void work() {
        try {
            assertThat(release.await(60, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
