package ark.repository;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/// What monitoring can see of the maintenance of repositories.
///
/// Source of the names: Velero 1.18, `pkg/metrics/metrics.go`.
public final class RepositoryMetrics {
    private static final String LABEL = "repository_name";

    private final Counter succeeded;
    private final Counter failed;
    private final Histogram duration;

    /// Registers the metrics; once per registry.
    public RepositoryMetrics(PrometheusRegistry registry) {
        succeeded =
                Counter.builder()
                        .name("velero_repo_maintenance_success_total")
                        .help("Maintenances of the repository that succeeded")
                        .labelNames(LABEL)
                        .register(registry);
        failed =
                Counter.builder()
                        .name("velero_repo_maintenance_failure_total")
                        .help("Maintenances of the repository that failed")
                        .labelNames(LABEL)
                        .register(registry);
        duration =
                Histogram.builder()
                        .name("velero_repo_maintenance_duration_seconds")
                        .help("How long a maintenance of the repository took")
                        .labelNames(LABEL)
                        .classicOnly()
                        .classicUpperBounds(60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400)
                        .register(registry);
    }

    void maintained(String repository, Duration took) {
        succeeded.labelValues(repository).inc();
        duration.labelValues(repository).observe(took.toMillis() / 1000.0);
    }

    void failed(String repository) {
        failed.labelValues(repository).inc();
    }

    void forget(String repository) {
        succeeded.remove(repository);
        failed.remove(repository);
        duration.remove(repository);
    }
}
