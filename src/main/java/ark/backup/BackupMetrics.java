package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.Backup;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStatus;
import ark.api.v1.Labels;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What monitoring can see of backups, under Velero's names. The label `schedule` is empty for a
/// backup that no schedule made.
///
/// Counters count what this process did. Gauges are also set from the Backup resources, so they are
/// true after a restart.
public final class BackupMetrics {
    private static final String SCHEDULE = "schedule";

    /// Upper ends in seconds, from a minute to four hours.
    private static final double[] DURATIONS = {60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400};

    /// Anybody may have written the annotation.
    private static final Pattern BYTES = Pattern.compile("\\d{1,15}");

    private final PrometheusRegistry registry;
    private final Counter attempts;
    private final Counter successes;
    private final Counter partialFailures;
    private final Counter failures;
    private final Counter refusals;
    private final Counter warnings;
    private final List<Counter> counters;
    private final Histogram duration;
    private final Gauge total;
    private final Gauge lastSuccess;
    private final Gauge lastStatus;
    private final Gauge tarballBytes;
    private final Gauge items;
    private final Gauge itemErrors;

    /// Registers the metrics; once per registry.
    public BackupMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        attempts = counter("attempt_total", "Backups that were begun");
        successes = counter("success_total", "Backups that ended Completed");
        partialFailures = counter("partial_failure_total", "Backups that ended PartiallyFailed");
        failures = counter("failure_total", "Backups that ended Failed");
        refusals = counter("validation_failure_total", "Backups that ended FailedValidation");
        warnings = counter("warning_total", "Backups that ended with warnings");
        counters = List.of(attempts, successes, partialFailures, failures, refusals, warnings);
        duration =
                Histogram.builder()
                        .name("velero_backup_duration_seconds")
                        .help("How long backups took, in seconds")
                        .labelNames(SCHEDULE)
                        .classicOnly()
                        .classicUpperBounds(DURATIONS)
                        .register(registry);
        total =
                Gauge.builder()
                        .name("velero_backup_total")
                        .help("Backups there are")
                        .register(registry);
        lastSuccess =
                gauge(
                        "last_successful_timestamp",
                        "When the newest Completed backup ended, Unix time");
        lastStatus = gauge("last_status", "1 when the newest backup is Completed, else 0");
        tarballBytes = gauge("tarball_size_bytes", "Size of the newest backup's archive");
        items = gauge("items_total", "Items of the newest backup");
        itemErrors = gauge("items_errors", "Errors of the newest backup");
    }

    private Counter counter(String name, String help) {
        return Counter.builder()
                .name("velero_backup_" + name)
                .help(help)
                .labelNames(SCHEDULE)
                .register(registry);
    }

    private Gauge gauge(String name, String help) {
        return Gauge.builder()
                .name("velero_backup_" + name)
                .help(help)
                .labelNames(SCHEDULE)
                .register(registry);
    }

    /// The value of the label for a backup.
    static String schedule(Backup backup) {
        Map<String, String> labels = backup.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(Labels.SCHEDULE_NAME, "");
    }

    /// Begins the series of a schedule, at zero: 0 is news, too.
    public void begin(String schedule) {
        counters.forEach(counter -> counter.initLabelValues(schedule));
    }

    /// Ends the series of a schedule that was deleted.
    public void end(String schedule) {
        counters.forEach(counter -> counter.remove(schedule));
        List.of(lastSuccess, lastStatus, tarballBytes, items, itemErrors)
                .forEach(gauge -> gauge.remove(schedule));
        duration.remove(schedule);
    }

    void began(String schedule) {
        begin(schedule);
        attempts.labelValues(schedule).inc();
    }

    void refused(String schedule) {
        refusals.labelValues(schedule).inc();
    }

    /// @param began when the backup began
    /// @param archiveBytes 0 when there is no archive
    void ended(String schedule, Instant began, BackupStatus status, long archiveBytes) {
        switch (BackupPhase.of(status)) {
            case COMPLETED -> successes.labelValues(schedule).inc();
            case PARTIALLY_FAILED -> partialFailures.labelValues(schedule).inc();
            case FAILED -> failures.labelValues(schedule).inc();
            case NEW,
                    QUEUED,
                    READY_TO_START,
                    FAILED_VALIDATION,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    DELETING,
                    UNKNOWN ->
                    throw new IllegalArgumentException("no end: " + status.phase());
        }
        if (status.warnings() != null) {
            warnings.labelValues(schedule).inc();
        }
        Instant end = status.completionTimestamp() == null ? began : status.completionTimestamp();
        duration.labelValues(schedule).observe(Duration.between(began, end).toMillis() / 1000.0);
        if (archiveBytes > 0) {
            tarballBytes.labelValues(schedule).set((double) archiveBytes);
        }
    }

    /// Takes the gauges from the backups that there are.
    void take(Stream<Backup> backups) {
        var newest = new HashMap<String, Backup>();
        var newestCompleted = new HashMap<String, Instant>();
        long[] count = {0};
        backups.forEach(
                backup -> {
                    count[0]++;
                    Instant end = endOf(backup);
                    String schedule = schedule(backup);
                    BackupPhase phase = BackupPhase.of(backup.getStatus());
                    if (end.equals(Instant.MIN) || phase == BackupPhase.DELETING) {
                        return; // how one ended that is being deleted cannot be told any more
                    }
                    newest.merge(schedule, backup, BackupMetrics::later);
                    if (phase == BackupPhase.COMPLETED) {
                        newestCompleted.merge(schedule, end, BackupMetrics::later);
                    }
                });
        total.set((double) count[0]);
        newestCompleted.forEach(
                (schedule, end) ->
                        lastSuccess.labelValues(schedule).set((double) end.getEpochSecond()));
        newest.forEach(this::takeNewest);
    }

    private void takeNewest(String schedule, Backup backup) {
        BackupStatus status = backup.getStatus();
        boolean completed = BackupPhase.of(status) == BackupPhase.COMPLETED;
        lastStatus.labelValues(schedule).set(completed ? 1 : 0);
        itemErrors.labelValues(schedule).set(number(status.errors()));
        Long total = status.progress() == null ? null : status.progress().totalItems();
        items.labelValues(schedule).set(number(total));
        String bytes = annotation(backup, Annotations.CONTENTS_BYTES);
        if (BYTES.matcher(bytes).matches()) {
            tarballBytes.labelValues(schedule).set(Double.parseDouble(bytes));
        }
    }

    private static String annotation(Backup backup, String name) {
        Map<String, String> annotations = backup.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    private static double number(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    private static Backup later(Backup one, Backup other) {
        return endOf(one).isBefore(endOf(other)) ? other : one;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Instant endOf(Backup backup) {
        BackupStatus status = backup.getStatus();
        return status == null || status.completionTimestamp() == null
                ? Instant.MIN
                : status.completionTimestamp();
    }
}
