package ark.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is to be done about a Schedule now.
///
/// Source: Velero 1.18, schedule controller: a time counts when it has passed, several that passed
/// make one backup, `skipImmediately` leaves out what is due now. Counting what was missed is ours.
sealed interface SchedulePlan {
    /// It is not valid.
    record Refuse(List<String> problems) implements SchedulePlan {}

    /// It is paused.
    record Rest() implements SchedulePlan {}

    /// What is due now is left out, once.
    record Skip() implements SchedulePlan {}

    /// A server died in the middle of a run.
    ///
    /// @param missed times that passed without a backup before it
    record Resume(OpenRun run, long missed) implements SchedulePlan {}

    /// A backup is to be made now.
    ///
    /// @param missed times that passed without a backup since the last
    record Run(long missed) implements SchedulePlan {}

    /// Nothing is due.
    record Wait(Instant until) implements SchedulePlan {}

    /// More are not counted: a schedule of every minute whose server was away for two months.
    long MOST_MISSED = 100_000;

    /// What is known beside the Schedule.
    ///
    /// @param clockWentBack since when it is known that the last run lies in the future; times
    ///     before this are not due
    /// @param paused until when the schedule was paused; times before this are due, but were not
    ///     missed
    record Facts(Instant now, Optional<Instant> clockWentBack, Optional<Instant> paused) {}

    static SchedulePlan of(ScheduleRequest.Verdict verdict, Facts facts) {
        return switch (verdict) {
            case ScheduleRequest.Verdict.Invalid(List<String> problems) -> new Refuse(problems);
            case ScheduleRequest.Verdict.Valid(ScheduleRequest request) -> of(request, facts);
        };
    }

    private static SchedulePlan of(ScheduleRequest request, Facts facts) {
        if (request.paused()) {
            return new Rest();
        }
        Optional<OpenRun> open = request.history().openRun();
        if (open.isPresent()) {
            return new Resume(open.get(), missed(request, facts, open.get().time()));
        }
        if (request.skipImmediately()) {
            return new Skip();
        }
        Instant due =
                base(request, facts)
                        .map(base -> request.expression().next(base).orElse(Instant.MAX))
                        .orElse(Instant.MIN);
        return facts.now().isAfter(due)
                ? new Run(missed(request, facts, facts.now()))
                : new Wait(due);
    }

    /// From when on the next time is counted; empty when the first is due at once.
    private static Optional<Instant> base(ScheduleRequest request, Facts facts) {
        return Stream.concat(
                        request.history().marks().stream()
                                .filter(mark -> !mark.isAfter(facts.now())),
                        facts.clockWentBack().stream())
                .max(Instant::compareTo);
    }

    /// Of the times that passed the last one is not missed: it is the run.
    private static long missed(ScheduleRequest request, Facts facts, Instant run) {
        return base(request, facts)
                .map(base -> later(base, facts.paused().orElse(base)))
                .map(since -> request.expression().count(since, run, MOST_MISSED))
                .map(passed -> Math.max(0, passed - 1))
                .orElse(0L);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    /// How long to wait before the next look.
    ///
    /// @param longest at most so long
    default Duration pause(Instant now, Duration longest, Duration again) {
        return switch (this) {
            case Refuse _, Rest _ -> longest;
            case Skip _, Resume _, Run _ -> again;
            case Wait(Instant until) ->
                    until.isBefore(now.plus(longest))
                            ? Duration.between(now, until).plusMillis(1) // it must have passed
                            : longest;
        };
    }
}
