package ark.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.ClusterException;
import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.cluster.ListRequest;
import ark.item.Item;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleRunTest {
    private static final String CREATED = "2026-11-21T06:30:00Z";
    private static final Instant SEVEN = Instant.parse("2026-11-21T07:00:00Z");

    private final FakeApiServer api = new FakeApiServer();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ScheduleMetrics metrics = new ScheduleMetrics(registry);
    private ScheduleSettings settings = new ScheduleSettings("velero", ZoneOffset.UTC, false);
    private ScheduleMemory memory = new ScheduleMemory();
    private Instant now = SEVEN.plusMillis(10);

    @BeforeEach
    void serve() {
        List.of(ScheduleRun.SCHEDULES, ScheduleRun.BACKUPS).forEach(api::serve);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aScheduleThatIsDueMakesABackupAndSaysWhen() {
        add("daily", "0 7 * * *", "");
        run("daily");
        assertThat(backups()).containsExactly("daily-20261121070000");
        assertThat(schedule("daily").text("/status/phase")).isEqualTo("Enabled");
        assertThat(schedule("daily").text("/status/lastBackup")).isEqualTo("2026-11-21T07:00:00Z");
        assertThat(schedule("daily").annotations()).isEmpty();

        run("daily");
        assertThat(backups()).hasSize(1);
    }

    @Test
    void aScheduleThatIsNotDueIsOnlyFoundValid() {
        now = SEVEN.minusSeconds(1);
        add("daily", "0 7 * * *", "");
        run("daily");
        assertThat(backups()).isEmpty();
        assertThat(schedule("daily").text("/status/phase")).isEqualTo("Enabled");
    }

    @Test
    void aWrongScheduleSaysWhyAndRunsOnceItIsMended() {
        add("daily", "0 7 * *", "");
        run("daily");
        assertThat(schedule("daily").text("/status/phase")).isEqualTo("FailedValidation");
        assertThat(schedule("daily").text("/status/validationErrors/0"))
                .isEqualTo("invalid schedule: expected exactly 5 fields, found 4: [0 7 * *]");
        assertThat(backups()).isEmpty();

        api.add(
                "schedules.velero.io",
                new String(
                        schedule("daily")
                                .edit(j -> j.withObject("/spec").put("schedule", "0 7 * * *"))
                                .bytes(),
                        java.nio.charset.StandardCharsets.UTF_8));
        run("daily");
        assertThat(schedule("daily").text("/status/phase")).isEqualTo("Enabled");
        assertThat(schedule("daily").at("/status/validationErrors").isMissingNode()).isTrue();
        assertThat(backups()).hasSize(1);
    }

    @Test
    void aScheduleThatIsMissingOrOnItsWayOutMakesNothing() {
        run("nobody");
        add("daily", "0 7 * * *", ", \"deletionTimestamp\": \"2026-11-21T06:59:59Z\"");
        run("daily");
        assertThat(backups()).isEmpty();
        assertThat(schedule("daily").at("/status").isMissingNode()).isTrue();
    }

    @Test
    void noBackupIsMadeWhileOneOfTheScheduleIsUnderWayAndTheTimesInBetweenAreMissed() {
        add("often", "*/10 * * * *", "");
        for (String phase : List.of("", "New", "Queued", "ReadyToStart", "InProgress")) {
            addBackup("often-1", "often", phase);
            run("often");
            assertThat(backups()).as(phase).containsExactly("often-1");
        }
        addBackup("other-1", "other", "InProgress");
        addBackup("often-1", "often", "Failed");
        now = SEVEN.plusSeconds(5);
        run("often");
        assertThat(backups()).contains("often-20261121070005");
        assertThat(schedule("often").annotations()).containsEntry("ark.dev/missed-runs", "2");
        assertThat(missed("often")).isEqualTo(2);
    }

    @Test
    void missedRunsAddUp() {
        add("daily", "0 7 * * *", ", \"annotations\": {\"ark.dev/missed-runs\": \"40\"}");
        now = SEVEN.plus(Duration.ofDays(2)).plusSeconds(1);
        run("daily");
        assertThat(schedule("daily").annotations()).containsEntry("ark.dev/missed-runs", "42");
        assertThat(backups()).containsExactly("daily-20261123070001");
    }

    @Test
    void whateverRequestIsTheLastOfAServerThereIsOneBackupInTheEnd() {
        for (String request :
                List.of(
                        "GET /schedules/daily",
                        "GET /backups?",
                        "GET /backups/daily-20261121070000",
                        "PATCH /schedules/daily",
                        "POST /backups")) {
            add("daily", "0 7 * * *", "");
            now = SEVEN.minusSeconds(1);
            run("daily");
            now = SEVEN.plusMillis(10);
            String[] methodAndPath = request.split(" ", 2);
            api.failNext(1, methodAndPath[0], methodAndPath[1], Fault.forbidden("died"));
            runOrDie("daily");
            assertThat(backups()).as(request).isEmpty();
            nextServerTakesOver();
            assertThat(backups()).as(request).hasSize(1);
            clear();
        }
    }

    @Test
    void aServerThatDiesBehindTheBackupLeavesNoSecondOne() {
        add("daily", "0 7 * * *", "");
        api.beforeNext(
                "POST",
                "/backups",
                () -> api.failNext(1, "PATCH", "/schedules/daily", Fault.forbidden("died")));
        runOrDie("daily");
        assertThat(schedule("daily").annotations())
                .containsEntry("ark.dev/open-run", "2026-11-21T07:00:00Z daily-20261121070000");

        nextServerTakesOver();
        assertThat(backups()).containsExactly("daily-20261121070000");
        assertThat(schedule("daily").text("/status/lastBackup")).isEqualTo("2026-11-21T07:00:00Z");
        assertThat(schedule("daily").annotations()).isEmpty();
    }

    @Test
    void aServerThatWasFrozenWhileAnotherTookOverMakesNoSecondBackup() {
        add("daily", "0 7 * * *", "");
        api.beforeNext(
                "GET",
                "/backups/daily-20261121070000",
                () -> {
                    now = now.plusSeconds(20);
                    run("daily"); // the other one
                });
        runOrDie("daily");
        assertThat(backups()).containsExactly("daily-20261121070020");
        assertThat(schedule("daily").text("/status/lastBackup")).isEqualTo("2026-11-21T07:00:20Z");
    }

    @Test
    void aRunThatWasLeftLongAgoIsMadeAnewUnderTheRightTime() {
        add("daily", "0 7 * * *", "");
        api.failNext(1, "POST", "/backups", Fault.forbidden("died"));
        runOrDie("daily");
        memory = new ScheduleMemory();
        now = now.plus(Duration.ofHours(3));
        run("daily");
        assertThat(backups()).isEmpty();
        assertThat(schedule("daily").annotations()).isEmpty();
        run("daily");
        assertThat(backups()).containsExactly("daily-20261121100000");
        assertThat(missed("daily")).isZero();
    }

    @Test
    void aNameThatIsTakenIsLeftToItsOwner() {
        settings = new ScheduleSettings("velero", ZoneId.of("America/New_York"), false);
        add("hourly", "@hourly", "");
        addBackup("hourly-20261121020000", "hourly", "Completed");
        run("hourly");
        assertThat(backups())
                .containsExactlyInAnyOrder("hourly-20261121020000", "hourly-20261121020001");
    }

    @Test
    void whatIsDueIsLeftOutWhenTheScheduleSaysSo() {
        api.add(
                "schedules.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "daily", "creationTimestamp": "%s"},
                 "spec": {"schedule": "0 7 * * *", "template": {}, "skipImmediately": true}}
                """
                        .formatted(CREATED));
        run("daily");
        assertThat(backups()).isEmpty();
        assertThat(schedule("daily").text("/spec/skipImmediately")).isEqualTo("false");
        assertThat(schedule("daily").text("/status/lastSkipped")).isEqualTo("2026-11-21T07:00:00Z");
        run("daily");
        assertThat(backups()).isEmpty();
    }

    @Test
    void aMonthOfRestartsHasOneBackupADay() {
        add("daily", "0 7 * * *", "");
        for (int day = 0; day < 30; day++) {
            now = SEVEN.plus(Duration.ofDays(day)).plusMillis(day + 1);
            memory = new ScheduleMemory();
            if (day % 3 == 0) {
                api.failNext(1, "POST", "/backups", Fault.forbidden("died"));
            }
            runOrDie("daily");
            nextServerTakesOver();
            backups().forEach(name -> addBackup(name, "daily", "Completed"));
        }
        assertThat(backups()).hasSize(30).allMatch(name -> name.endsWith("070000"));
        assertThat(missed("daily")).isZero();
    }

    private void nextServerTakesOver() {
        memory = new ScheduleMemory();
        now = now.plusSeconds(30);
        run("daily");
        run("daily");
    }

    private void runOrDie(String schedule) {
        try {
            run(schedule);
        } catch (ClusterException e) { // the server died, or another one was faster
            assertThat(e.reason()).isNotNull();
        }
    }

    private void run(String schedule) {
        new ScheduleRun(settings, api.cluster(), memory, metrics, () -> now).run(schedule);
    }

    private void clear() {
        now = SEVEN.plusMillis(10);
        api.cluster()
                .items(ListRequest.all(ScheduleRun.BACKUPS))
                .forEach(backup -> api.remove(backup.key()));
    }

    private List<String> backups() {
        return api.cluster().items(ListRequest.all(ScheduleRun.BACKUPS)).stream()
                .map(backup -> backup.key().name())
                .toList();
    }

    private Item schedule(String name) {
        return api.stored("schedules.velero.io", "velero", name).orElseThrow();
    }

    private void add(String name, String cron, String metadata) {
        api.add(
                "schedules.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s", "creationTimestamp": "%s" %s},
                 "spec": {"schedule": "%s", "template": {}}}
                """
                        .formatted(name, CREATED, metadata, cron));
    }

    private void addBackup(String name, String schedule, String phase) {
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s",
                  "labels": {"velero.io/schedule-name": "%s"}}, "status": {"phase": "%s"}}
                """
                        .formatted(name, schedule, phase));
    }

    private double missed(String schedule) {
        return registry.scrape(name -> name.startsWith("ark_schedule_missed")).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> Map.of("schedule", schedule).equals(labels(point)))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static Map<String, String> labels(CounterSnapshot.CounterDataPointSnapshot point) {
        return Map.of("schedule", String.valueOf(point.getLabels().get("schedule")));
    }
}
