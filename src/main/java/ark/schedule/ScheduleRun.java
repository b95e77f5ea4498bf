package ark.schedule;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.GoTime;
import ark.api.v1.Labels;
import ark.api.v1.Schedule;
import ark.api.v1.SchedulePhase;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.Json;
import ark.item.LabelSelector;
import ark.operation.FailPoint;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what is to be done about one Schedule. It looks again before it acts: what the reconciler
/// saw may be old.
final class ScheduleRun {
    static final ResourceType SCHEDULES = VeleroKind.SCHEDULE.as(ResourceType::of);
    static final ResourceType BACKUPS = VeleroKind.BACKUP.as(ResourceType::of);

    /// A run that was begun longer ago is not finished but made anew: a backup's name must not
    /// promise an older state than it holds.
    static final Duration STALE = Duration.ofMinutes(10);

    private static final String FIELD_MANAGER = "ark-server";
    private static final Logger log = LoggerFactory.getLogger(ScheduleRun.class);

    private final ScheduleSettings settings;
    private final Cluster cluster;
    private final ScheduleMemory memory;
    private final ScheduleMetrics metrics;
    private final InstantSource clock;

    ScheduleRun(
            ScheduleSettings settings,
            Cluster cluster,
            ScheduleMemory memory,
            ScheduleMetrics metrics,
            InstantSource clock) {
        this.settings = settings;
        this.cluster = cluster;
        this.memory = memory;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// @param name of the Schedule
    void run(String name) {
        Optional<Item> found = cluster.get(SCHEDULES, settings.namespace(), name);
        if (found.isEmpty() || !found.get().text("/metadata/deletionTimestamp").isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        ScheduleRequest.Verdict verdict = ScheduleRequest.of(typed(found.get()), settings);
        Item schedule = tell(found.get(), verdict);
        SchedulePlan.Facts facts = memory.facts(schedule.text("/metadata/uid"), verdict, now);
        switch (SchedulePlan.of(verdict, facts)) {
            case SchedulePlan.Refuse _, SchedulePlan.Rest _, SchedulePlan.Wait _ -> {}
            case SchedulePlan.Skip _ -> skip(schedule, now);
            case SchedulePlan.Resume(OpenRun run, long missed) -> resume(schedule, run, missed);
            case SchedulePlan.Run(long missed) -> begin(schedule, now, missed);
        }
    }

    private static Schedule typed(Item schedule) {
        return Json.mapper().convertValue(schedule.copyOfJson(), Schedule.class);
    }

    /// Whether the status says already what it has to say.
    static boolean told(Schedule schedule, ScheduleRequest.Verdict verdict) {
        List<String> said =
                schedule.getStatus() == null || schedule.getStatus().validationErrors() == null
                        ? List.of()
                        : schedule.getStatus().validationErrors();
        return SchedulePhase.of(schedule.getStatus()) == phase(verdict)
                && said.equals(problems(verdict));
    }

    private static SchedulePhase phase(ScheduleRequest.Verdict verdict) {
        return problems(verdict).isEmpty()
                ? SchedulePhase.ENABLED
                : SchedulePhase.FAILED_VALIDATION;
    }

    private static List<String> problems(ScheduleRequest.Verdict verdict) {
        return switch (verdict) {
            case ScheduleRequest.Verdict.Valid _ -> List.of();
            case ScheduleRequest.Verdict.Invalid(List<String> problems) -> problems;
        };
    }

    /// @return the schedule as it is then
    private Item tell(Item schedule, ScheduleRequest.Verdict verdict) {
        if (told(typed(schedule), verdict)) {
            return schedule;
        }
        ObjectNode status = Json.object().put("phase", phase(verdict).text());
        if (problems(verdict).isEmpty()) {
            status.putNull("validationErrors");
        } else {
            ArrayNode errors = status.putArray("validationErrors");
            problems(verdict).forEach(errors::add);
            log.atWarn()
                    .addKeyValue("schedule", schedule.key().name())
                    .log("not valid: " + problems(verdict));
        }
        return cluster.patchStatus(
                SCHEDULES, schedule.key(), schedule.text("/metadata/uid"), status);
    }

    private void skip(Item schedule, Instant now) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("skipImmediately", false);
        patch.putObject("status").put("lastSkipped", GoTime.format(now));
        patch(schedule, patch);
        log.atInfo()
                .addKeyValue("schedule", schedule.key().name())
                .log("what was due is left out, as spec.skipImmediately says");
    }

    /// Begins a run, unless a backup of the schedule is still under way; it is then looked at
    /// again.
    private void begin(Item schedule, Instant now, long missed) {
        Optional<Item> busy = backupUnderWay(schedule.key().name());
        if (busy.isPresent()) {
            log.atDebug()
                    .addKeyValue("schedule", schedule.key().name())
                    .addKeyValue("backup", busy.get().key().name())
                    .log("due, but its last backup is still under way");
            return;
        }
        FailPoint.SCHEDULE_DUE.reached();
        OpenRun run = openRun(schedule.key().name(), now.truncatedTo(ChronoUnit.SECONDS));
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").put(Annotations.OPEN_RUN, run.text());
        Item noted = patch(schedule, patch);
        FailPoint.SCHEDULE_RUN_NOTED.reached();
        finish(noted, run, missed);
    }

    private Optional<Item> backupUnderWay(String schedule) {
        String selector =
                LabelSelector.matching(Map.of(Labels.SCHEDULE_NAME, Labels.value(schedule)))
                        .toString();
        return cluster
                .items(ListRequest.all(BACKUPS).in(settings.namespace()).labelled(selector))
                .stream()
                .filter(backup -> isUnderWay(BackupPhase.of(backup.text("/status/phase"))))
                .findFirst();
    }

    private static boolean isUnderWay(BackupPhase phase) {
        return switch (phase) {
            case NEW,
                    QUEUED,
                    READY_TO_START,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED ->
                    true;
            case FAILED_VALIDATION, COMPLETED, PARTIALLY_FAILED, FAILED, DELETING, UNKNOWN -> false;
        };
    }

    /// With a name that is free: where clocks go back, an hour of names comes twice.
    private OpenRun openRun(String schedule, Instant time) {
        Instant stamp = time;
        while (exists(PlannedBackup.name(schedule, stamp, settings.zone()))) {
            stamp = stamp.plusSeconds(1);
        }
        return new OpenRun(time, PlannedBackup.name(schedule, stamp, settings.zone()));
    }

    private boolean exists(String backup) {
        return cluster.get(BACKUPS, settings.namespace(), backup).isPresent();
    }

    private void resume(Item schedule, OpenRun run, long missed) {
        boolean stale = run.time().plus(STALE).isBefore(clock.instant());
        if (stale && !exists(run.backup())) {
            patch(schedule, withoutOpenRun()); // what is due is due still
            return;
        }
        finish(schedule, run, missed);
    }

    /// @param schedule with the open run written on it
    private void finish(Item schedule, OpenRun run, long missed) {
        String name = schedule.key().name();
        try {
            cluster.create(BACKUPS, PlannedBackup.of(schedule, run.backup()), FIELD_MANAGER);
            FailPoint.SCHEDULE_BACKUP_CREATED.reached();
            log.atInfo()
                    .addKeyValue("schedule", name)
                    .addKeyValue("backup", run.backup())
                    .addKeyValue("missed", missed)
                    .log("backup made");
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.ALREADY_EXISTS) {
                throw e;
            }
        }
        ObjectNode patch = withoutOpenRun();
        if (missed > 0) {
            String before = schedule.annotations().getOrDefault(Annotations.MISSED_RUNS, "");
            long all = missedRuns(before) + missed;
            patch.withObject("/metadata/annotations")
                    .put(Annotations.MISSED_RUNS, Long.toString(all));
            metrics.missed(Labels.value(name), missed);
            log.atWarn()
                    .addKeyValue("schedule", name)
                    .addKeyValue("missed", missed)
                    .log("times of the schedule passed without a backup");
        }
        patch.putObject("status").put("lastBackup", GoTime.format(run.time()));
        patch(schedule, patch);
        FailPoint.SCHEDULE_ENDED.reached();
    }

    private static long missedRuns(String text) {
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    private static ObjectNode withoutOpenRun() {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").putNull(Annotations.OPEN_RUN);
        return patch;
    }

    /// Changes a Schedule if nobody else did since it was read: another server, or a user.
    private Item patch(Item schedule, ObjectNode patch) {
        patch.withObject("/metadata")
                .put("resourceVersion", schedule.text("/metadata/resourceVersion"));
        return cluster.patch(SCHEDULES, schedule.key(), patch);
    }
}
