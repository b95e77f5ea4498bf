package ark.nodeagent;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/// What monitoring can see of an agent, under the names of Velero 1.9.
///
/// Its two counters are no counters here: Prometheus' library would put `_total` behind their
/// names. The series of a volume backup go with it, so there are never more than resources.
public final class AgentMetrics {
    private static final String NODE = "node";

    /// Upper ends in seconds, from a minute to four hours. Source: Velero 1.9.7.
    private static final double[] DURATIONS = {60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400};

    private static final String OPERATION = "backup";

    private final String node;
    private final Gauge enqueued;
    private final Gauge dequeued;
    private final Histogram latency;
    private final Gauge lastLatency;

    /// Registers the metrics; once per registry.
    public AgentMetrics(PrometheusRegistry registry, String node) {
        this.node = node;
        enqueued = count(registry, "enqueue", "Volume backups that were found for this node");
        dequeued = count(registry, "dequeue", "Volume backups that were begun");
        latency =
                Histogram.builder()
                        .name("restic_restic_operation_latency_seconds")
                        .help("How long restic took for a volume backup, in seconds")
                        .labelNames(NODE, "operation", "backupName", "pod_volume_backup")
                        .classicOnly()
                        .classicUpperBounds(DURATIONS)
                        .register(registry);
        lastLatency =
                Gauge.builder()
                        .name("restic_restic_operation_latency_seconds_gauge")
                        .help("How long restic took for a volume backup, in seconds")
                        .labelNames(NODE, "operation", "backupName", "pod_volume_backup")
                        .register(registry);
        enqueued.labelValues(node);
        dequeued.labelValues(node);
    }

    private static Gauge count(PrometheusRegistry registry, String what, String help) {
        return Gauge.builder()
                .name("restic_pod_volume_backup_" + what + "_count")
                .help(help)
                .labelNames(NODE)
                .register(registry);
    }

    void enqueued() {
        enqueued.labelValues(node).inc();
    }

    void dequeued() {
        dequeued.labelValues(node).inc();
    }

    /// @param backup `namespace/name` of the Backup
    void took(String backup, String volumeBackup, Duration time) {
        double seconds = time.toMillis() / 1000.0;
        latency.labelValues(node, OPERATION, backup, volumeBackup).observe(seconds);
        lastLatency.labelValues(node, OPERATION, backup, volumeBackup).set(seconds);
    }

    /// Removes the series of a volume backup that is gone.
    void forget(String backup, String volumeBackup) {
        latency.remove(node, OPERATION, backup, volumeBackup);
        lastLatency.remove(node, OPERATION, backup, volumeBackup);
    }
}
