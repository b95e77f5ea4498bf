package ark.retention;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/// What monitoring can see of deletions, under upstream's names; `schedule` is the name of the
/// schedule that made the backup, or empty.
public final class RetentionMetrics {
    private final Counter attempts;
    private final Counter successes;
    private final Counter failures;
    private final Gauge stopped;

    /// Registers the metrics; once per registry.
    public RetentionMetrics(PrometheusRegistry registry) {
        attempts = counter(registry, "attempt", "Backups that were begun to be deleted");
        successes = counter(registry, "success", "Backups that were deleted");
        failures = counter(registry, "failure", "Backups that could not be deleted wholly");
        stopped =
                gauge(
                        registry,
                        "ark_expiry_stopped",
                        "1 while the location's expired backups stay until somebody confirms");
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder()
                .name(name)
                .help(help)
                .labelNames("backup_location_name")
                .register(registry);
    }

    private static Counter counter(PrometheusRegistry registry, String what, String help) {
        return Counter.builder()
                .name("velero_backup_deletion_" + what + "_total")
                .help(help)
                .labelNames("schedule")
                .register(registry);
    }

    /// Begins the series of a schedule, at zero: 0 is news, too.
    public void begin(String schedule) {
        List.of(attempts, successes, failures).forEach(each -> each.initLabelValues(schedule));
    }

    /// Ends the series of a schedule that was deleted.
    public void end(String schedule) {
        List.of(attempts, successes, failures).forEach(each -> each.remove(schedule));
    }

    /// Forgets what was said of locations; each is said anew.
    void nothingStopped() {
        stopped.clear();
    }

    void stopped(String location, boolean isStopped) {
        stopped.labelValues(location).set(isStopped ? 1 : 0);
    }

    void attempted(String schedule) {
        attempts.labelValues(schedule).inc();
    }

    void succeeded(String schedule) {
        successes.labelValues(schedule).inc();
    }

    void failed(String schedule) {
        failures.labelValues(schedule).inc();
    }
}
