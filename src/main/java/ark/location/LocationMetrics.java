package ark.location;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What monitoring can see of the locations. Both are set from what was just seen, so they are
/// true after a restart too; a location that is deleted takes its series along.
public final class LocationMetrics {
    private final Gauge available;
    private final Gauge rejected;

    /// Registers the metrics; once per registry.
    public LocationMetrics(PrometheusRegistry registry) {
        available =
                Gauge.builder()
                        .name("velero_backup_location_status_gauge")
                        .help("1 when the location is available, 0 when it is not")
                        .labelNames("backup_location_name")
                        .register(registry);
        rejected =
                Gauge.builder()
                        .name("ark_backup_location_rejected_backups")
                        .help("Backups found in the location that are not shown, or not wholly")
                        .labelNames("backup_location_name")
                        .register(registry);
    }

    void available(String location, boolean isAvailable) {
        available.labelValues(location).set(isAvailable ? 1 : 0);
    }

    void rejected(String location, long backups) {
        rejected.labelValues(location).set((double) backups);
    }

    void forget(String location) {
        available.remove(location);
        rejected.remove(location);
    }
}
