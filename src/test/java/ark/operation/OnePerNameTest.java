package ark.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OnePerNameTest {
    private final OnePerName names = new OnePerName();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    private Thread take(String name, Runnable work) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                names.alone(name, work);
                            } catch (InterruptedException e) {
                                done.add("interrupted");
                            }
                        });
    }

    private static void awaitWaiting(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void ofOneNameOneWorksAtATimeAndOtherNamesDoNotWait() throws InterruptedException {
        var end = new CountDownLatch(1);
        Thread first =
                take(
                        "a",
                        () -> {
                            awaitLatch(end);
                            done.add("first");
                        });
        awaitWaiting(first);
        Thread second = take("a", () -> done.add("second"));
        awaitWaiting(second);
        take("b", () -> done.add("other")).join();
        end.countDown();
        first.join();
        second.join();
        assertThat(done).containsExactly("other", "first", "second");
    }

    @Test
    void whoIsInterruptedDoesNotBeginAndHoldsUpNobody() throws InterruptedException {
        var end = new CountDownLatch(1);
        Thread first = take("a", () -> awaitLatch(end));
        awaitWaiting(first);
        Thread second = take("a", () -> done.add("second"));
        awaitWaiting(second);
        second.interrupt();
        second.join();
        end.countDown();
        first.join();
        take("a", () -> done.add("third")).join();
        assertThat(done).containsExactly("interrupted", "third");
    }

    @Test
    void workThatFailsLetsTheNextOneBegin() throws InterruptedException {
        Thread failing =
                take(
                        "a",
                        () -> {
                            throw new IllegalStateException("expected by this test");
                        });
        failing.join();
        take("a", () -> done.add("next")).join();
        assertThat(done).containsExactly("next");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
