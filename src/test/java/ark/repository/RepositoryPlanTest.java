package ark.repository;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.RepositoryPhase;
import ark.repository.RepositoryPlan.Facts;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepositoryPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T07:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private static RepositoryPlan plan(RepositoryPhase phase, Instant look, Instant maintained) {
        return RepositoryPlan.of(new Facts(phase, look, maintained, WEEK), NOW);
    }

    @Test
    void aNewOneIsPreparedAtOnceHoweverOftenItWasLookedAt() {
        assertThat(plan(RepositoryPhase.NEW, Instant.MIN, Instant.MIN))
                .isEqualTo(new RepositoryPlan.Prepare());
        assertThat(plan(RepositoryPhase.NEW, NOW, Instant.MIN))
                .isEqualTo(new RepositoryPlan.Prepare());
        assertThat(plan(RepositoryPhase.UNKNOWN, NOW, Instant.MIN))
                .isEqualTo(new RepositoryPlan.Prepare());
    }

    @Test
    void oneThatIsNotReadyIsLookedAtAgainAfterAWhile() {
        Instant look = NOW.minusSeconds(60);
        assertThat(plan(RepositoryPhase.NOT_READY, look, Instant.MIN))
                .isEqualTo(new RepositoryPlan.Rest(look.plus(RepositoryPlan.PERIOD)));
        assertThat(plan(RepositoryPhase.NOT_READY, NOW.minus(RepositoryPlan.PERIOD), Instant.MIN))
                .isEqualTo(new RepositoryPlan.Prepare());
        assertThat(plan(RepositoryPhase.NOT_READY, Instant.MIN, Instant.MIN))
                .isEqualTo(new RepositoryPlan.Prepare());
    }

    @Test
    void aReadyOneIsUnlockedAndInTimePruned() {
        assertThat(plan(RepositoryPhase.READY, NOW.minusSeconds(60), NOW.minus(WEEK)))
                .isInstanceOf(RepositoryPlan.Rest.class);
        assertThat(plan(RepositoryPhase.READY, Instant.MIN, NOW.minusSeconds(60)))
                .isEqualTo(new RepositoryPlan.Unlock());
        assertThat(plan(RepositoryPhase.READY, Instant.MIN, NOW.minus(WEEK).minusSeconds(1)))
                .isEqualTo(new RepositoryPlan.Maintain());
        assertThat(plan(RepositoryPhase.READY, Instant.MIN, Instant.MIN))
                .isEqualTo(new RepositoryPlan.Maintain());
    }

    @Test
    void noFrequencyMeansTheUsualOne() {
        assertThat(new RepositorySettings("velero", Duration.ZERO).pruneEvery()).isEqualTo(WEEK);
        assertThat(new RepositorySettings("velero", Duration.ofHours(1)).pruneEvery())
                .isEqualTo(Duration.ofHours(1));
    }
}
