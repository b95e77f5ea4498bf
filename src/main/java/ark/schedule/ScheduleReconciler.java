package ark.schedule;

import ark.api.v1.Labels;
import ark.api.v1.Schedule;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.operation.Operations;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the Schedules: at each change of one, at its next time, and once a minute, since clocks
/// jump.
@ControllerConfiguration(
        name = "schedule",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class ScheduleReconciler implements Reconciler<Schedule> {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /// How soon to look again at a schedule that is due: its last backup may end.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ScheduleReconciler.class);

    /// Who keeps series of metrics per schedule.
    public interface Series {
        /// A schedule exists: its series begin, at zero.
        ///
        /// @param schedule value of the label `schedule`
        void begin(String schedule);

        /// It was deleted.
        void end(String schedule);
    }

    /// What the reconciler works with.
    ///
    /// @param operations its own; one at a time per schedule
    /// @param series of the features that measure what schedules cause
    public record Tools(
            Cluster cluster, Operations operations, InstantSource clock, Series series) {}

    private final ScheduleSettings settings;
    private final Tools tools;
    private final ScheduleMetrics metrics;
    private final ScheduleMemory memory = new ScheduleMemory();
    private final ScheduleRun run;

    public ScheduleReconciler(ScheduleSettings settings, Tools tools, ScheduleMetrics metrics) {
        this.settings = settings;
        this.tools = tools;
        this.metrics = metrics;
        run = new ScheduleRun(settings, tools.cluster(), memory, metrics, tools.clock());
    }

    @Override
    public UpdateControl<Schedule> reconcile(Schedule schedule, Context<Schedule> context) {
        String name = schedule.getMetadata().getName();
        String uid = schedule.getMetadata().getUid();
        String series = Labels.value(name);
        if (context.isPrimaryResourceDeleted() || schedule.isMarkedForDeletion()) {
            tools.operations().cancel(uid);
            memory.forget(uid);
            metrics.forget(series);
            tools.series().end(series);
            return UpdateControl.noUpdate();
        }
        tools.series().begin(series);
        Instant now = tools.clock().instant();
        ScheduleRequest.Verdict verdict = ScheduleRequest.of(schedule, settings);
        SchedulePlan plan = SchedulePlan.of(verdict, memory.facts(uid, verdict, now));
        boolean due =
                switch (plan) {
                    case SchedulePlan.Refuse _, SchedulePlan.Rest _ -> {
                        metrics.rests(series);
                        yield false;
                    }
                    case SchedulePlan.Wait(Instant until) -> {
                        metrics.waits(series, until);
                        yield false;
                    }
                    case SchedulePlan.Skip _, SchedulePlan.Resume _, SchedulePlan.Run _ -> true;
                };
        if (due || !ScheduleRun.told(schedule, verdict)) {
            tools.operations().start(uid, () -> work(name));
        }
        return UpdateControl.<Schedule>noUpdate().rescheduleAfter(plan.pause(now, LONGEST, AGAIN));
    }

    private void work(String schedule) {
        try {
            run.run(schedule);
        } catch (ClusterException e) {
            boolean usual =
                    e.reason() == ClusterException.Reason.CONFLICT
                            || e.reason() == ClusterException.Reason.NOT_FOUND;
            if (!usual && !Thread.currentThread().isInterrupted()) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("schedule", schedule)
                        .log("cannot be run, tried again soon");
            }
        }
    }
}
