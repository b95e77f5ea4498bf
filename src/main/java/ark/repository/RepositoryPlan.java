package ark.repository;

import ark.api.v1.RepositoryPhase;
import java.time.Duration;
import java.time.Instant;

/// What is to be done about a repository now.
sealed interface RepositoryPlan {
    /// Between two looks at a repository. Source: upstream's servers.
    Duration PERIOD = Duration.ofMinutes(5);

    /// Nothing before that time.
    record Rest(Instant until) implements RepositoryPlan {}

    /// Open or make it.
    record Prepare() implements RepositoryPlan {}

    /// Remove locks that were left behind.
    record Unlock() implements RepositoryPlan {}

    /// Remove locks that were left behind, check and prune.
    record Maintain() implements RepositoryPlan {}

    /// What is known.
    ///
    /// @param lastLook of this server; [Instant#MIN] when it never looked
    /// @param lastMaintenance [Instant#MIN] when there was none
    record Facts(
            RepositoryPhase phase, Instant lastLook, Instant lastMaintenance, Duration every) {}

    /// Decides.
    static RepositoryPlan of(Facts facts, Instant now) {
        boolean rested =
                facts.lastLook().equals(Instant.MIN) || !facts.lastLook().plus(PERIOD).isAfter(now);
        return switch (facts.phase()) {
            case NEW, UNKNOWN -> new Prepare();
            case NOT_READY -> rested ? new Prepare() : new Rest(facts.lastLook().plus(PERIOD));
            case READY -> {
                if (!rested) {
                    yield new Rest(facts.lastLook().plus(PERIOD));
                }
                boolean due =
                        facts.lastMaintenance().equals(Instant.MIN)
                                || facts.lastMaintenance().plus(facts.every()).isBefore(now);
                yield due ? new Maintain() : new Unlock();
            }
        };
    }
}
