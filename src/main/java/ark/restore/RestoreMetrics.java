package ark.restore;

import ark.api.v1.RestorePhase;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/// What monitoring can see of restores, under Velero's names. The label `schedule` is empty for a
/// backup that no schedule made.
///
/// Counters count what this process did; the gauge is taken from the Restore resources, so it is
/// true after a restart.
public final class RestoreMetrics {
    private final Counter attempts;
    private final Counter successes;
    private final Counter partialFailures;
    private final Counter failures;
    private final Counter refusals;
    private final List<Counter> counters;
    private final Gauge total;

    /// Registers the metrics; once per registry.
    public RestoreMetrics(PrometheusRegistry registry) {
        attempts = counter(registry, "attempt_total", "Restores that were begun");
        successes = counter(registry, "success_total", "Restores that ended Completed");
        partialFailures =
                counter(registry, "partial_failure_total", "Restores that ended PartiallyFailed");
        failures = counter(registry, "failed_total", "Restores that ended Failed");
        refusals =
                counter(
                        registry,
                        "validation_failed_total",
                        "Restores that ended FailedValidation");
        counters = List.of(attempts, successes, partialFailures, failures, refusals);
        total =
                Gauge.builder()
                        .name("velero_restore_total")
                        .help("Restores there are")
                        .register(registry);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name("velero_restore_" + name)
                .help(help)
                .labelNames("schedule")
                .register(registry);
    }

    /// Begins the series of a schedule, at zero: 0 is news, too.
    public void begin(String schedule) {
        counters.forEach(counter -> counter.initLabelValues(schedule));
    }

    /// Ends the series of a schedule that was deleted.
    public void end(String schedule) {
        counters.forEach(counter -> counter.remove(schedule));
    }

    void began(String schedule) {
        begin(schedule);
        attempts.labelValues(schedule).inc();
    }

    /// A restore has come to its last phase.
    ///
    /// @param phase the last one
    void ended(String schedule, RestorePhase phase) {
        switch (phase) {
            case COMPLETED -> successes.labelValues(schedule).inc();
            case PARTIALLY_FAILED -> partialFailures.labelValues(schedule).inc();
            case FAILED -> failures.labelValues(schedule).inc();
            case FAILED_VALIDATION -> refusals.labelValues(schedule).inc();
            case NEW,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    UNKNOWN ->
                    throw new IllegalArgumentException("no end: " + phase);
        }
    }

    void count(long restores) {
        total.set((double) restores);
    }
}
