package ark.repository;

import java.time.Duration;

/// What a person decides about repositories.
///
/// @param namespace the server's
/// @param pruneEvery how often a repository is pruned that does not say it itself
public record RepositorySettings(String namespace, Duration pruneEvery) {
    /// Source: the default of upstream's servers.
    public static final Duration USUAL = Duration.ofDays(7);

    /// @param pruneEvery zero: as usual
    public RepositorySettings {
        if (!pruneEvery.isPositive()) {
            pruneEvery = USUAL;
        }
    }
}
