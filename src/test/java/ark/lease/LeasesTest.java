package ark.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.operation.Pause;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final Duration IMPATIENT = Duration.ofMillis(100);

    private final FakeLease lease = new FakeLease();
    private final AtomicLong now = new AtomicLong();
    private final Pause pause =
            new Pause() {
                @Override
                public void of(Duration time) {
                    now.addAndGet(time.toNanos());
                    Runnable during = duringPause;
                    during.run();
                }

                @Override
                public long nanoTime() {
                    return now.get();
                }
            };
    private Runnable duringPause = () -> {};
    private final Leases first = new Leases(_ -> lease, "first", pause);
    private final Leases second = new Leases(_ -> lease, "second", pause);

    @Test
    void oneHoldsItAndGivesItUpAtTheEnd() throws InterruptedException {
        String holder =
                first.holding("r", PATIENT, () -> lease.read().map(Leadership.Claim::holder).get());
        assertThat(holder).isEqualTo("first_1");
        assertThat(lease.read().map(Leadership.Claim::holder)).contains("");
        assertThat(second.<String>holding("r", PATIENT, () -> "next")).isEqualTo("next");
    }

    @Test
    void twoPiecesOfWorkOfOneProcessExcludeEachOther() throws Exception {
        var held = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        Thread other =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        hold(
                                                first,
                                                () -> {
                                                    held.countDown();
                                                    return awaited(end);
                                                }));
        assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> first.holding("r", IMPATIENT, () -> "never"))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
                .hasMessage("waiting for lease r: held by first_1");
        end.countDown();
        other.join();
    }

    @Test
    void workThatFailsGivesItUpToo() {
        assertThatThrownBy(
                        () ->
                                first.holding(
                                        "r",
                                        PATIENT,
                                        () -> {
                                            throw new IllegalStateException("work");
                                        }))
                .hasMessage("work");
        assertThat(lease.read().map(Leadership.Claim::holder)).contains("");
    }

    @Test
    void whoLosesItIsInterrupted() {
        assertThatThrownBy(
                        () ->
                                first.holding(
                                        "r",
                                        PATIENT,
                                        () -> {
                                            loseTheLease();
                                            return awaited(new CountDownLatch(1));
                                        }))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anInterruptForWorkThatHasEndedGoesNoFurther() throws InterruptedException {
        String result =
                first.holding(
                        "r",
                        PATIENT,
                        () -> {
                            loseTheLease();
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                            return "done all the same";
                        });
        assertThat(result).isEqualTo("done all the same");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aLeaseThatNobodyHoldsIsFree() throws InterruptedException {
        assertThat(first.awaitFree("r", Duration.ZERO)).isEmpty();
        lease.write(null, "", Duration.ofSeconds(1));
        assertThat(first.awaitFree("r", Duration.ZERO)).isEmpty();
        assertThat(now).hasValue(0);
    }

    @Test
    void aLeaseThatIsGivenUpIsFree() throws InterruptedException {
        var held = lease.write(null, "other", Leadership.LEASE);
        duringPause = () -> lease.write(held.orElse(null), "", Duration.ofSeconds(1));
        assertThat(first.awaitFree("r", Duration.ofMinutes(1))).isEmpty();
        assertThat(Duration.ofNanos(now.get())).isEqualTo(Leadership.ATTEMPT);
    }

    @Test
    void aLeaseThatIsNotRenewedIsFreeWhenItHasExpired() throws InterruptedException {
        lease.write(null, "dead", Leadership.LEASE);
        assertThat(first.awaitFree("r", Duration.ofMinutes(1))).isEmpty();
        assertThat(Duration.ofNanos(now.get()))
                .isBetween(Leadership.LEASE, Leadership.LEASE.plus(Leadership.ATTEMPT));
    }

    @Test
    void aLeaseThatIsRenewedIsHeld() throws InterruptedException {
        lease.write(null, "other", Leadership.LEASE);
        duringPause = () -> lease.write(lease.read().orElse(null), "other", Leadership.LEASE);
        assertThat(first.awaitFree("r", Duration.ofMinutes(1))).contains("other");
        assertThat(Duration.ofNanos(now.get())).isEqualTo(Duration.ofMinutes(1));
    }

    /// As soon as somebody looks: it has not been renewed for long, and cannot be.
    private void loseTheLease() {
        lease.broken = true;
        now.addAndGet(Duration.ofMinutes(1).toNanos());
    }

    private static String hold(Leases leases, java.util.function.Supplier<String> work) {
        try {
            return leases.holding("r", PATIENT, work);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String awaited(CountDownLatch latch) {
        try {
            return String.valueOf(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static final class FakeLease implements Leadership.Store {
        private Leadership.@Nullable Claim claim;
        private int version;
        private volatile boolean broken;

        @Override
        public synchronized Optional<Leadership.Claim> read() {
            if (broken) {
                throw new IllegalStateException("no answer");
            }
            return Optional.ofNullable(claim);
        }

        @Override
        public synchronized Optional<Leadership.Claim> write(
                Leadership.@Nullable Claim seen, String holder, Duration duration) {
            if (broken) {
                throw new IllegalStateException("no answer");
            }
            if (!Objects.equals(claim, seen)) {
                return Optional.empty();
            }
            version++;
            claim = new Leadership.Claim(holder, duration, Integer.toString(version));
            return Optional.of(claim);
        }
    }
}
