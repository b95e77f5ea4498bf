package ark.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.objectstore.FaultyObjectStore.Fate;
import ark.objectstore.FaultyObjectStore.Plan;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryingObjectStoreTest {
    private static final Retries RETRIES =
            new Retries(4, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(2));

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final FakePauses pauses = new FakePauses();

    /// Sleeps in no time, and remembers how long it should have been.
    private static final class FakePauses implements Pauses {
        private final List<Duration> slept = new ArrayList<>();
        private Duration now = Duration.ZERO;

        @Override
        public long nanoTime() {
            return now.toNanos();
        }

        @Override
        public void upTo(Duration longest) {
            slept.add(longest);
            now = now.plus(longest);
        }
    }

    private ObjectStore failing(int calls, Fate fate) {
        var left = new AtomicInteger(calls);
        Plan plan = _ -> left.getAndDecrement() > 0 ? fate : Fate.WORKS;
        return retrying(new FaultyObjectStore(bucket, plan));
    }

    private ObjectStore retrying(ObjectStore store) {
        return new RetryingObjectStore(store, RETRIES, pauses);
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Test
    void asksAgainAfterLongerAndLongerPauses() {
        bucket.put("k", "x");
        assertThat(failing(3, Fate.FAILS).head("k")).isPresent();
        assertThat(pauses.slept)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThatThrownBy(() -> failing(4, Fate.FAILS).head("k"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no answer");
        assertThat(pauses.slept).hasSize(3);
    }

    @Test
    void giveUpWhenTheTimeIsOver() {
        Plan slow =
                _ -> {
                    pauses.now = pauses.now.plusSeconds(70);
                    return Fate.FAILS;
                };
        ObjectStore store = retrying(new FaultyObjectStore(bucket, slow));
        assertThatThrownBy(() -> store.head("k")).isInstanceOf(StoreException.class);
        assertThat(pauses.slept).hasSize(1);
    }

    @Test
    void repeatsEverythingThatMayBeRepeated() throws IOException {
        bucket.put("k", "x");
        failing(2, Fate.FAILS).get("k").close();
        failing(2, Fate.FAILS).list("", _ -> {});
        failing(2, Fate.FAILS).listPrefixes("", _ -> {});
        failing(2, Fate.LOSES_ITS_ANSWER).delete("k");
        assertThat(failing(2, Fate.FAILS).sign("k", Duration.ofSeconds(1))).isNotNull();
        assertThat(pauses.slept).hasSize(10);
    }

    @Test
    void storesAgainWhatCanBeRewound() {
        failing(2, Fate.LOSES_ITS_ANSWER).put("k", body("text"), 4);
        assertThat(bucket.content("k")).asString(UTF_8).isEqualTo("text");
        assertThat(pauses.slept).hasSize(2);
    }

    @Test
    void doesNotStoreAgainWhatIsGone() {
        InputStream once = new SequenceInputStream(body("te"), body("xt"));
        assertThatThrownBy(() -> failing(1, Fate.LOSES_ITS_ANSWER).put("k", once, 4))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> failing(1, Fate.FAILS).put("k", body("text")))
                .isInstanceOf(StoreException.class);
        assertThat(pauses.slept).isEmpty();
    }

    @Test
    void leavesAConditionalPutWhoseAnswerWasLostToTheCaller() {
        assertThatThrownBy(() -> failing(1, Fate.LOSES_ITS_ANSWER).putIfAbsent("k", new byte[1]))
                .isInstanceOf(StoreException.class);
        assertThat(pauses.slept).isEmpty();
    }

    @Test
    void doesNotRepeatAListingThatGaveSomething() {
        bucket.put("k", "x");
        ObjectStore store = retrying(bucket);
        assertThatThrownBy(
                        () ->
                                store.list(
                                        "",
                                        _ -> {
                                            throw unreachable();
                                        }))
                .isInstanceOf(StoreException.class);
        assertThat(pauses.slept).isEmpty();
    }

    private static StoreException unreachable() {
        return new StoreException(Reason.UNREACHABLE, "listing", "broken", null);
    }

    @Test
    void doesNotAskAgainWhenTheAnswerWasNo() {
        assertThatThrownBy(() -> retrying(bucket).get("none")).isInstanceOf(StoreException.class);
        assertThat(pauses.slept).isEmpty();
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() {
        Pauses real = Pauses.real(new Random(1));
        Plan never = _ -> Fate.FAILS;
        var store = new RetryingObjectStore(new FaultyObjectStore(bucket, never), RETRIES, real);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.head("k")).isInstanceOf(StoreException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
