package ark.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeadershipTest {
    private final FakeLease lease = new FakeLease();
    private long now = Duration.ofDays(1).toNanos();

    private final Server first = new Server("first");
    private final Server second = new Server("second");

    @Test
    void theFirstToTryLeads() {
        first.leadership.attempt();
        second.leadership.attempt();

        assertThat(first.leadership.leading()).isTrue();
        assertThat(second.leadership.leading()).isFalse();
        assertThat(first.heard).containsExactly("gained");
    }

    @Test
    void aLeaderThatRenewsKeepsTheLease() {
        first.leadership.attempt();
        for (int renewals = 0; renewals < 20; renewals++) {
            pass(Leadership.ATTEMPT);
            first.leadership.attempt();
            first.leadership.check();
            second.leadership.attempt();
        }
        assertThat(first.heard).containsExactly("gained");
        assertThat(second.heard).isEmpty();
    }

    @Test
    void anotherTakesOverWhenTheLeaderIsGone() {
        first.leadership.attempt();
        second.leadership.attempt();
        pass(Leadership.LEASE.minusSeconds(1));
        second.leadership.attempt();
        assertThat(second.leadership.leading()).isFalse();

        pass(Duration.ofSeconds(2));
        second.leadership.attempt();
        assertThat(second.leadership.leading()).isTrue();
    }

    @Test
    void anExpiredLeaseIsJudgedByWhatWeSawNotByTheOthersClock() {
        first.leadership.attempt();
        pass(Duration.ofHours(1)); // nobody looked

        second.leadership.attempt(); // sees it for the first time: it may just have been renewed
        assertThat(second.leadership.leading()).isFalse();
    }

    @Test
    void aLeaderThatCannotRenewStopsBeforeTheLeaseEnds() {
        first.leadership.attempt();
        lease.broken = true;
        pass(Leadership.RENEWAL_LIMIT.minusSeconds(1));
        first.leadership.attempt();
        first.leadership.check();
        assertThat(first.leadership.leading()).isTrue();

        pass(Duration.ofSeconds(2));
        first.leadership.check();
        assertThat(first.heard).containsExactly("gained", "lost");
        assertThat(Leadership.RENEWAL_LIMIT).isLessThan(Leadership.LEASE);
    }

    @Test
    void aLeaderThatSleptFindsOutAtItsFirstLook() {
        first.leadership.attempt();
        second.leadership.attempt();
        pass(Duration.ofMinutes(1));
        second.leadership.attempt();

        first.leadership.attempt();
        assertThat(first.heard).containsExactly("gained", "lost");
        assertThat(second.heard).containsExactly("gained");
    }

    @Test
    void aLeaderThatSleptWhileAnotherWorkedStopsThoughTheLeaseIsFreeAgain() {
        first.leadership.attempt();
        second.leadership.attempt();
        pass(Duration.ofMinutes(1));
        second.leadership.attempt();
        second.leadership.close();

        first.leadership.attempt();
        assertThat(first.heard).containsExactly("gained", "lost");
    }

    @Test
    void aLeaseThatIsGainedTooLateIsRenewedBeforeAnyWork() {
        lease.beforeWrite = () -> pass(Leadership.LEASE); // asleep
        first.leadership.attempt();
        assertThat(first.heard).isEmpty();

        first.leadership.attempt();
        assertThat(first.heard).containsExactly("gained");
    }

    @Test
    void whatWasLostIsNotGainedAgain() {
        first.leadership.attempt();
        pass(Duration.ofMinutes(1));
        first.leadership.check();
        first.leadership.check();
        first.leadership.attempt();
        assertThat(first.heard).containsExactly("gained", "lost");
        assertThat(first.leadership.leading()).isFalse();
    }

    @Test
    void aLeaseThatIsGivenUpIsFreeAtOnce() {
        first.leadership.attempt();
        second.leadership.attempt();
        first.leadership.close();
        second.leadership.attempt();
        assertThat(second.leadership.leading()).isTrue();
        assertThat(first.heard).containsExactly("gained");
    }

    @Test
    void aLeaseThatIsAbandonedExpires() {
        first.leadership.attempt();
        second.leadership.attempt();
        first.leadership.abandon();
        first.leadership.attempt(); // a late one
        second.leadership.attempt();
        assertThat(second.leadership.leading()).isFalse();

        pass(Leadership.LEASE);
        second.leadership.attempt();
        assertThat(second.leadership.leading()).isTrue();
    }

    @Test
    void aStandbyDoesNotGiveUpWhatItDoesNotHold() {
        first.leadership.attempt();
        second.leadership.attempt();
        second.leadership.close();
        assertThat(lease.read()).map(Leadership.Claim::holder).contains("first");
    }

    @Test
    void aTryThatIsUnderWayTakesNothingThatIsGivenUp() throws InterruptedException {
        Thread closing = Thread.ofPlatform().unstarted(first.leadership::close);
        lease.beforeWrite =
                () -> {
                    closing.start();
                    while (closing.getState() != Thread.State.TIMED_WAITING) { // not for long
                        Thread.onSpinWait();
                    }
                };
        first.leadership.attempt();
        closing.join();

        second.leadership.attempt();
        assertThat(second.leadership.leading()).isTrue();
        assertThat(first.heard).isEmpty();
    }

    @Test
    void anInterruptKeepsNobodyFromGivingTheLeaseUp() {
        first.leadership.attempt();
        Thread.currentThread().interrupt();
        first.leadership.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lease.read()).map(Leadership.Claim::holder).contains("");
    }

    @Test
    void ofTwoThatWriteAtOnceOneLeads() {
        lease.beforeWrite = () -> second.leadership.attempt();
        first.leadership.attempt();
        assertThat(second.leadership.leading()).isTrue();
        assertThat(first.leadership.leading()).isFalse();
    }

    @Test
    void anApiServerThatIsAwayIsNoReasonToLead() {
        lease.broken = true;
        first.leadership.attempt();
        assertThat(first.heard).isEmpty();
    }

    @Test
    void aLookWhileTheLeaseIsGainedDoesNotLoseIt() throws InterruptedException {
        for (int times = 0; times < 2_000; times++) {
            var server = new Server("first");
            var gained = new AtomicBoolean();
            Thread guard =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (!gained.get()) {
                                            server.leadership.check();
                                        }
                                    });
            server.leadership.attempt();
            gained.set(true);
            guard.join();
            assertThat(server.heard).containsExactly("gained");
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private final class Server implements Leadership.Listener {
        final List<String> heard = new ArrayList<>();
        final Leadership leadership;

        Server(String identity) {
            leadership = new Leadership(lease, identity, this, () -> now);
        }

        @Override
        public void gained() {
            heard.add("gained");
        }

        @Override
        public void lost() {
            heard.add("lost");
        }
    }

    private static final class FakeLease implements Leadership.Store {
        private Leadership.@Nullable Claim claim;
        private int version;
        boolean broken;
        Runnable beforeWrite = () -> {};

        @Override
        public Optional<Leadership.Claim> read() {
            if (broken || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("no answer");
            }
            return Optional.ofNullable(claim);
        }

        @Override
        public Optional<Leadership.Claim> write(
                Leadership.@Nullable Claim seen, String holder, Duration duration) {
            Runnable before = beforeWrite;
            beforeWrite = () -> {};
            before.run();
            if (!Objects.equals(claim, seen)) {
                return Optional.empty();
            }
            version++;
            claim = new Leadership.Claim(holder, duration, Integer.toString(version));
            return Optional.of(claim);
        }
    }
}
