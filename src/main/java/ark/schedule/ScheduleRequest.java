package ark.schedule;

import ark.api.v1.Annotations;
import ark.api.v1.Names;
import ark.api.v1.Schedule;
import ark.api.v1.ScheduleSpec;
import ark.api.v1.ScheduleStatus;
import ark.cron.CronExpression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a Schedule asks for, with every default applied.
///
/// @param skipImmediately whether what is due now is to be left out
record ScheduleRequest(
        CronExpression expression, boolean paused, boolean skipImmediately, History history) {
    /// What a schedule did so far.
    ///
    /// @param marks its next time is counted from the last of these; none for a first run that is
    ///     due at once
    /// @param openRun what a server left in the middle
    record History(List<Instant> marks, Optional<OpenRun> openRun) {
        History {
            marks = List.copyOf(marks);
        }
    }

    /// What a look at a Schedule gave.
    sealed interface Verdict {
        record Valid(ScheduleRequest request) implements Verdict {}

        /// It cannot be run.
        ///
        /// @param problems at least one
        record Invalid(List<String> problems) implements Verdict {}
    }

    private static final int STAMP = "-20261121070000".length();
    private static final int MAX_NAME = 253;

    /// Source of the words: upstream's schedule controller.
    static Verdict of(Schedule schedule, ScheduleSettings settings) {
        var problems = new ArrayList<String>();
        @Nullable ScheduleSpec spec = schedule.getSpec();
        String text = spec == null || spec.schedule() == null ? "" : spec.schedule();
        Optional<CronExpression> expression = expression(text, settings, problems);
        problems.addAll(nameProblems(schedule.getMetadata().getName()));
        problems.addAll(labelProblems(spec));
        if (!problems.isEmpty() || expression.isEmpty()) {
            return new Verdict.Invalid(List.copyOf(problems));
        }
        Boolean skip = spec == null ? null : spec.skipImmediately();
        return new Verdict.Valid(
                new ScheduleRequest(
                        expression.get(),
                        spec != null && Boolean.TRUE.equals(spec.paused()),
                        skip == null ? settings.skipImmediately() : skip,
                        history(schedule)));
    }

    private static Optional<CronExpression> expression(
            String text, ScheduleSettings settings, List<String> problems) {
        if (text.isBlank()) {
            problems.add("Schedule must be a non-empty valid Cron expression");
            return Optional.empty();
        }
        try {
            return Optional.of(CronExpression.parse(text, settings.zone()));
        } catch (IllegalArgumentException e) {
            problems.add("invalid schedule: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> nameProblems(String name) {
        return name.length() + STAMP <= MAX_NAME
                ? List.of()
                : List.of(
                        "the name is too long: those of its backups would have more than "
                                + MAX_NAME
                                + " characters");
    }

    /// The API server would refuse every backup with such a label.
    private static List<String> labelProblems(@Nullable ScheduleSpec spec) {
        if (spec == null
                || spec.template() == null
                || spec.template().metadata() == null
                || spec.template().metadata().labels() == null) {
            return List.of();
        }
        Map<String, String> labels = spec.template().metadata().labels();
        return labels.entrySet().stream()
                .flatMap(
                        label ->
                                Stream.concat(
                                                Names.labelKeyProblems(label.getKey()).stream(),
                                                Names.labelValueProblems(label.getValue()).stream())
                                        .map(
                                                problem ->
                                                        "invalid label %s=%s of the template: %s"
                                                                .formatted(
                                                                        label.getKey(),
                                                                        label.getValue(),
                                                                        problem)))
                .toList();
    }

    /// Source: Velero 1.18, and Ark up to 0.11 for a first run at once.
    private static History history(Schedule schedule) {
        @Nullable ScheduleStatus status = schedule.getStatus();
        Map<String, String> annotations = annotations(schedule);
        Optional<Instant> last = Optional.ofNullable(status == null ? null : status.lastBackup());
        Optional<Instant> skipped =
                Optional.ofNullable(status == null ? null : status.lastSkipped());
        return new History(
                Stream.of(last.or(() -> first(schedule, annotations)), skipped)
                        .flatMap(Optional::stream)
                        .toList(),
                OpenRun.parse(annotations.getOrDefault(Annotations.OPEN_RUN, "")));
    }

    private static Map<String, String> annotations(Schedule schedule) {
        Map<String, String> annotations = schedule.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    private static Optional<Instant> first(Schedule schedule, Map<String, String> annotations) {
        return Annotations.IMMEDIATELY.equals(annotations.get(Annotations.FIRST_RUN))
                ? Optional.empty()
                : Optional.of(Instant.parse(schedule.getMetadata().getCreationTimestamp()));
    }
}
