package ark.schedule;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;

/// What monitoring can see of schedules. A schedule that is deleted takes its series along.
public final class ScheduleMetrics {
    private final Counter missed;
    private final Gauge next;

    /// Registers the metrics; once per registry.
    public ScheduleMetrics(PrometheusRegistry registry) {
        missed =
                Counter.builder()
                        .name("ark_schedule_missed_runs_total")
                        .help("Times of the schedule that passed without a backup")
                        .labelNames("schedule")
                        .register(registry);
        next =
                Gauge.builder()
                        .name("ark_schedule_next_run_timestamp")
                        .help("When the schedule makes its next backup, Unix time")
                        .labelNames("schedule")
                        .register(registry);
    }

    void waits(String schedule, Instant until) {
        missed.initLabelValues(schedule); // 0 is news, too
        next.labelValues(schedule).set((double) until.getEpochSecond());
    }

    /// It is paused or not valid.
    void rests(String schedule) {
        next.remove(schedule);
    }

    void missed(String schedule, long runs) {
        missed.labelValues(schedule).inc((double) runs);
    }

    void forget(String schedule) {
        missed.remove(schedule);
        next.remove(schedule);
    }
}
