package ark.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.Schedule;
import ark.item.Json;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleRequestTest {
    private static final ScheduleSettings SETTINGS =
            new ScheduleSettings("velero", ZoneOffset.UTC, false);

    @Test
    void anEmptyExpressionIsRefusedInUpstreamsWords() {
        assertThat(problems("daily", "\"schedule\": \"\""))
                .containsExactly("Schedule must be a non-empty valid Cron expression");
        assertThat(problems("daily", "\"template\": {}"))
                .containsExactly("Schedule must be a non-empty valid Cron expression");
    }

    @Test
    void aWrongExpressionIsRefusedInTheParsersWords() {
        assertThat(problems("daily", "\"schedule\": \"0 7 * * 7\""))
                .containsExactly(
                        "invalid schedule: end of range (7) above maximum (6): 7 (Sunday is 0)");
        assertThat(problems("daily", "\"schedule\": \"0 0 31 2 *\""))
                .containsExactly("invalid schedule: there is no such date: 0 0 31 2 *");
    }

    @Test
    void everythingThatWouldSpoilItsBackupsIsNamedAtOnce() {
        assertThat(
                        problems(
                                "d".repeat(239),
                                """
                                "schedule": "x",
                                "template": {"metadata": {"labels": {"a b": "c", "d": "e f"}}}
                                """))
                .hasSize(4)
                .anyMatch(problem -> problem.startsWith("invalid schedule: "))
                .anyMatch(problem -> problem.startsWith("the name is too long"))
                .anyMatch(problem -> problem.startsWith("invalid label a b=c of the template: "))
                .anyMatch(problem -> problem.startsWith("invalid label d=e f of the template: "));
    }

    @Test
    void aNameIsAsLongAsItsBackupsAllow() {
        assertThat(problems("d".repeat(238), "\"schedule\": \"@daily\"")).isEmpty();
    }

    private static List<String> problems(String name, String spec) {
        String json =
                """
                {"metadata": {"name": "%s", "creationTimestamp": "2026-11-21T07:00:00Z"},
                 "spec": {%s}}
                """
                        .formatted(name, spec);
        Schedule schedule =
                Json.mapper()
                        .convertValue(
                                Json.object(json.getBytes(StandardCharsets.UTF_8)), Schedule.class);
        return switch (ScheduleRequest.of(schedule, SETTINGS)) {
            case ScheduleRequest.Verdict.Valid _ -> List.of();
            case ScheduleRequest.Verdict.Invalid(List<String> problems) -> problems;
        };
    }
}
