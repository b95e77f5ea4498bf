package ark.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.Schedule;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulePlanTest {
    private static final Instant CREATED = Instant.parse("2026-11-21T06:59:59Z");
    private static final Instant SEVEN = Instant.parse("2026-11-21T07:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final ScheduleMemory memory = new ScheduleMemory();
    private ScheduleSettings settings = new ScheduleSettings("velero", ZoneOffset.UTC, false);

    @Test
    void theFirstBackupIsMadeAtTheNextTimeAndNotBefore() {
        Schedule schedule = schedule("0 7 * * *", "");
        assertThat(plan(schedule, CREATED)).isEqualTo(new SchedulePlan.Wait(SEVEN));
        assertThat(plan(schedule, SEVEN)).isEqualTo(new SchedulePlan.Wait(SEVEN));
        assertThat(plan(schedule, SEVEN.plusMillis(1))).isEqualTo(new SchedulePlan.Run(0));
    }

    @Test
    void theFirstBackupIsMadeAtOnceWhenTheScheduleSaysSo() {
        String immediately = "\"annotations\": {\"ark.dev/first-run\": \"immediately\"}";
        Schedule schedule = schedule("0 7 * * *", immediately);
        assertThat(plan(schedule, CREATED)).isEqualTo(new SchedulePlan.Run(0));
        assertThat(plan(schedule, CREATED.plusSeconds(9_999_999)))
                .isEqualTo(new SchedulePlan.Run(0));
        Schedule ran = schedule("0 7 * * *", immediately, "", lastBackup(CREATED));
        assertThat(plan(ran, CREATED.plusMillis(1))).isEqualTo(new SchedulePlan.Wait(SEVEN));
        Schedule skipped =
                schedule("0 7 * * *", immediately, "", "\"lastSkipped\": \"" + CREATED + "\"");
        assertThat(plan(skipped, CREATED.plusMillis(1))).isEqualTo(new SchedulePlan.Wait(SEVEN));
    }

    @Test
    void severalTimesThatPassedMakeOneBackupAndTheOthersAreMissed() {
        Schedule schedule = schedule("0 7 * * *", "", "", lastBackup(SEVEN));
        Instant later = SEVEN.plus(Duration.ofDays(3)).plusSeconds(1);
        assertThat(plan(schedule, later)).isEqualTo(new SchedulePlan.Run(2));
    }

    @Test
    void whatIsDueIsLeftOutOnceWhenTheScheduleOrTheServerSaysSo() {
        Schedule skip = schedule("0 7 * * *", "", "\"skipImmediately\": true", "");
        Schedule doNot = schedule("0 7 * * *", "", "\"skipImmediately\": false", "");
        Schedule silent = schedule("0 7 * * *", "");
        assertThat(plan(skip, SEVEN)).isEqualTo(new SchedulePlan.Skip());
        assertThat(plan(silent, SEVEN)).isEqualTo(new SchedulePlan.Wait(SEVEN));
        settings = new ScheduleSettings("velero", ZoneOffset.UTC, true);
        assertThat(plan(silent, SEVEN)).isEqualTo(new SchedulePlan.Skip());
        assertThat(plan(doNot, SEVEN)).isEqualTo(new SchedulePlan.Wait(SEVEN));
    }

    @Test
    void whatWasLeftOutIsNotMissed() {
        Instant skipped = SEVEN.plus(Duration.ofDays(5));
        Schedule schedule =
                schedule(
                        "0 7 * * *",
                        "",
                        "\"skipImmediately\": false",
                        lastBackup(SEVEN) + ", \"lastSkipped\": \"" + skipped + "\"");
        assertThat(plan(schedule, skipped.plusSeconds(1)))
                .isEqualTo(new SchedulePlan.Wait(skipped.plus(Duration.ofDays(1))));
        assertThat(plan(schedule, skipped.plus(Duration.ofDays(1)).plusSeconds(1)))
                .isEqualTo(new SchedulePlan.Run(0));
    }

    @Test
    void aPausedScheduleRestsAndThenCatchesUpWithOneBackupThatMissedNone() {
        Schedule paused = schedule("0 7 * * *", "", "\"paused\": true", lastBackup(SEVEN));
        Instant days = SEVEN.plus(Duration.ofDays(3)).plusSeconds(1);
        assertThat(plan(paused, days)).isEqualTo(new SchedulePlan.Rest());
        Schedule again = schedule("0 7 * * *", "", "\"paused\": false", lastBackup(SEVEN));
        assertThat(plan(again, days.plusSeconds(1))).isEqualTo(new SchedulePlan.Run(0));
    }

    @Test
    void aRunThatAServerLeftIsTakenUpBeforeAnythingElse() {
        String open = "\"annotations\": {\"ark.dev/open-run\": \"2026-11-23T07:00:01Z daily-1\"}";
        Schedule schedule = schedule("0 7 * * *", open, "", lastBackup(SEVEN));
        assertThat(plan(schedule, Instant.parse("2026-11-23T07:00:30Z")))
                .isEqualTo(
                        new SchedulePlan.Resume(
                                new OpenRun(Instant.parse("2026-11-23T07:00:01Z"), "daily-1"), 1));
        Schedule odd = schedule("0 7 * * *", "\"annotations\": {\"ark.dev/open-run\": \"x y\"}");
        assertThat(plan(odd, SEVEN)).isEqualTo(new SchedulePlan.Wait(SEVEN));
    }

    @Test
    void aClockThatWentBackDoesNotSilenceASchedule() {
        Instant wrong = SEVEN.plus(Duration.ofDays(3650));
        Schedule schedule =
                schedule(
                        "0 7 * * *",
                        "",
                        "",
                        lastBackup(wrong) + ", \"lastSkipped\": \"" + wrong + "\"");
        assertThat(plan(schedule, SEVEN.plusSeconds(60)))
                .isEqualTo(new SchedulePlan.Wait(SEVEN.plus(Duration.ofDays(1))));
        Instant next = SEVEN.plus(Duration.ofDays(1)).plusSeconds(1);
        assertThat(plan(schedule, next)).isEqualTo(new SchedulePlan.Run(0));
        Schedule ran =
                schedule(
                        "0 7 * * *",
                        "",
                        "",
                        lastBackup(next) + ", \"lastSkipped\": \"" + wrong + "\"");
        assertThat(plan(ran, next.plusSeconds(1)))
                .isEqualTo(new SchedulePlan.Wait(SEVEN.plus(Duration.ofDays(2))));
    }

    @Test
    void theNextLookIsJustBehindTheTimeAndAtTheLatestInAMinute() {
        Duration minute = Duration.ofMinutes(1);
        Duration again = Duration.ofSeconds(5);
        var wait = new SchedulePlan.Wait(SEVEN);
        assertThat(wait.pause(SEVEN.minusSeconds(2), minute, again))
                .isEqualTo(Duration.ofMillis(2001));
        assertThat(wait.pause(SEVEN.minusSeconds(70), minute, again)).isEqualTo(minute);
        assertThat(new SchedulePlan.Rest().pause(SEVEN, minute, again)).isEqualTo(minute);
        assertThat(new SchedulePlan.Run(0).pause(SEVEN, minute, again)).isEqualTo(again);
    }

    @Test
    void tenYearsOfNightsInBerlinHaveABackupEachButForTheGapsOfTheClock() {
        settings = new ScheduleSettings("velero", BERLIN, false);
        List<Instant> runs = live("30 2 * * *", "2026-01-01", "2036-01-01");
        assertThat(runs).hasSize(3652 - 10 + 10); // none in March, two in October
    }

    @Test
    void tenYearsOfEveningsHaveOneBackupADay() {
        settings = new ScheduleSettings("velero", BERLIN, false);
        List<Instant> runs = live("0 19 * * *", "2026-01-01", "2036-01-01");
        assertThat(runs.stream().map(run -> run.atZone(BERLIN).toLocalDate()))
                .hasSize(3652)
                .doesNotHaveDuplicates();
        List<Instant> leap = live("0 12 29 2 *", "2026-01-01", "2036-01-01");
        assertThat(leap.stream().map(run -> run.atZone(BERLIN).toLocalDate()))
                .containsExactly(LocalDate.parse("2028-02-29"), LocalDate.parse("2032-02-29"));
    }

    /// Lives through the years as the reconciler does: looks when a plan says to look.
    private List<Instant> live(String cron, String from, String until) {
        Instant now = LocalDate.parse(from).atStartOfDay(settings.zone()).toInstant();
        Instant end = LocalDate.parse(until).atStartOfDay(settings.zone()).toInstant();
        var runs = new ArrayList<Instant>();
        Instant last = now;
        while (now.isBefore(end)) {
            switch (plan(schedule(cron, "", "", lastBackup(last)), now)) {
                case SchedulePlan.Run(long missed) -> {
                    assertThat(missed).isZero();
                    runs.add(now);
                    last = now;
                }
                case SchedulePlan.Wait(Instant next) -> now = next.plusMillis(1);
                case SchedulePlan other -> throw new AssertionError(other);
            }
        }
        return runs;
    }

    private SchedulePlan plan(Schedule schedule, Instant now) {
        ScheduleRequest.Verdict verdict = ScheduleRequest.of(schedule, settings);
        return SchedulePlan.of(verdict, memory.facts("u1", verdict, now));
    }

    private static Schedule schedule(String cron, String metadata) {
        return schedule(cron, metadata, "", "");
    }

    private static Schedule schedule(String cron, String metadata, String spec, String status) {
        ObjectNode json =
                Json.object(
                        """
                        {"metadata": {"name": "daily", "creationTimestamp": "%s" %s},
                         "spec": {"schedule": "%s", "template": {} %s}, "status": {%s}}
                        """
                                .formatted(CREATED, more(metadata), cron, more(spec), status)
                                .getBytes(StandardCharsets.UTF_8));
        return Json.mapper().convertValue(json, Schedule.class);
    }

    private static String more(String members) {
        return members.isEmpty() ? "" : ", " + members;
    }

    private static String lastBackup(Instant time) {
        return "\"lastBackup\": \"" + time + "\"";
    }
}
