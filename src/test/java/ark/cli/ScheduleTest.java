package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ark schedule …`.
class ScheduleTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
    }

    private void someSchedules() {
        shell.given(
                Kind.SCHEDULE,
                """
                metadata:
                  name: nightly
                  namespace: velero
                  creationTimestamp: 2026-11-01T10:00:00Z
                  labels: {team: shop}
                  annotations: {ark.dev/missed-runs: "3"}
                spec:
                  schedule: 0 1 * * *
                  useOwnerReferencesInBackup: false
                  template:
                    ttl: 240h0m0s
                    includedNamespaces: [shop]
                    labelSelector: {matchLabels: {app: nginx}}
                    storageLocation: default
                status: {phase: Enabled, lastBackup: 2026-11-21T01:00:00Z}
                """);
        shell.given(
                Kind.SCHEDULE,
                """
                metadata: {name: odd, namespace: velero, creationTimestamp: 2026-11-21T16:00:00Z}
                spec: {schedule: 0 1 * * 7, paused: true, template: {}}
                status:
                  phase: FailedValidation
                  validationErrors:
                    - "invalid schedule: end of range (7) above maximum (6): 7 (Sunday is 0)"
                """);
    }

    @Test
    void aScheduleIsCreatedWithTheFlagsOfABackup() {
        Result result =
                shell.run(
                        "schedule",
                        "create",
                        "nightly",
                        "--schedule",
                        "0 1 * * *",
                        "--include-namespaces",
                        "shop",
                        "--ttl",
                        "72h",
                        "--labels",
                        "team=shop",
                        "--snapshot-volumes=false");
        assertThat(result)
                .isEqualTo(new Result(0, "Schedule \"nightly\" created successfully.\n", ""));
        ObjectNode stored = shell.api().stored(Kind.SCHEDULE, "nightly");
        assertThat(stored.at("/spec"))
                .isEqualTo(
                        Yamls.tree(
                                """
                                template:
                                  includedNamespaces: [shop]
                                  snapshotVolumes: false
                                  ttl: 72h0m0s
                                schedule: 0 1 * * *
                                useOwnerReferencesInBackup: false
                                """));
        assertThat(stored.at("/metadata/labels")).isEqualTo(Yamls.tree("{team: shop}"));
    }

    @Test
    void itMayBePausedSkipAndOwnItsBackups() {
        shell.run(
                "create",
                "schedule",
                "s",
                "--schedule=@daily",
                "--paused",
                "--skip-immediately=false",
                "--use-owner-references-in-backup");
        JsonNode spec = shell.api().stored(Kind.SCHEDULE, "s").at("/spec");
        assertThat(spec.path("paused").asBoolean()).isTrue();
        assertThat(spec.path("skipImmediately").asBoolean(true)).isFalse();
        assertThat(spec.path("useOwnerReferencesInBackup").asBoolean()).isTrue();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceAndNothingIsCreated() {
        Result result = shell.run("schedule", "create", "Bad", "--schedule", "0 1 * *", "--ttl=x");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("An error occurred: 3 problems:\n")
                .contains("name \"Bad\": ")
                .contains(
                        "--schedule: invalid schedule: expected exactly 5 fields, found 4: [0 1 *"
                                + " *]")
                .contains("--ttl: not a duration")
                .endsWith("Run 'ark schedule create --help' for usage.\n");
        assertThat(shell.run("schedule", "create", "s").err())
                .startsWith("An error occurred: --schedule is required\n");
        assertThat(shell.run("schedule", "create", "--schedule=@daily").err())
                .startsWith("An error occurred: a name for the schedule is required\n");
        assertThat(
                        shell.run(
                                        "schedule",
                                        "create",
                                        "s",
                                        "--schedule=@daily",
                                        "--storage-location=x")
                                .err())
                .contains("backupstoragelocations.velero.io \"x\" not found");
        assertThat(shell.api().writes()).isEmpty();
    }

    @Test
    void withAFormatItIsPrintedAndNotCreated() {
        Result result =
                shell.run("schedule", "create", "s", "--schedule", "@every 6h", "-o", "yaml");
        assertThat(result.out()).contains("kind: Schedule").contains("schedule: \"@every 6h\"");
        assertThat(
                        shell.run("schedule", "create", "s", "--schedule=@daily", "-o", "table")
                                .out()
                                .lines())
                .hasSize(2);
        assertThat(shell.api().writes()).isEmpty();
    }

    @Test
    void aNameThatIsTakenIsAnError() {
        someSchedules();
        assertThat(shell.run("schedule", "create", "odd", "--schedule=@daily"))
                .isEqualTo(
                        new Result(
                                1,
                                "",
                                "An error occurred: a schedule named \"odd\" exists already\n"
                                        + "Choose another name, or delete it: ark schedule delete"
                                        + " odd\n"));
    }

    @Test
    void schedulesAreListedWithTheirLastBackup() {
        someSchedules();
        Golden.matches("schedule-get.txt", shell.run("schedule", "get").out());
        assertThat(shell.run("get", "schedules").out())
                .isEqualTo(shell.run("get", "schedule").out());
        assertThat(shell.run("schedule", "get", "nightly", "-ojson").out())
                .contains("\"phase\": \"Enabled\"");
    }

    @Test
    void aScheduleIsDescribedWithItsTemplate() {
        someSchedules();
        Golden.matches("schedule-describe.txt", shell.run("schedule", "describe", "nightly").out());
        Golden.matches("schedule-describe-odd.txt", shell.run("describe", "schedule", "odd").out());
    }

    @Test
    void aScheduleIsDeletedAtOnce() {
        someSchedules();
        assertThat(shell.run("schedule", "delete", "nightly", "--confirm").out())
                .isEqualTo("Schedule deleted: nightly\n");
        assertThat(shell.run("delete", "schedule", "--all", "--confirm").out())
                .isEqualTo("Schedule deleted: odd\n");
        assertThat(shell.run("delete", "schedules", "--all", "--confirm").out())
                .isEqualTo("No schedules found\n");
    }

    @Test
    void schedulesArePausedAndUnpaused() {
        someSchedules();
        assertThat(shell.run("schedule", "pause", "--all").out())
                .isEqualTo(
                        """
                        Schedule nightly paused successfully
                        Schedule odd is already paused, skip
                        """);
        assertThat(shell.api().stored(Kind.SCHEDULE, "nightly").at("/spec/paused").asBoolean())
                .isTrue();
        assertThat(shell.run("schedule", "unpause", "-l", "team=shop", "--skip-immediately").out())
                .isEqualTo("Schedule nightly unpaused successfully\n");
        JsonNode spec = shell.api().stored(Kind.SCHEDULE, "nightly").at("/spec");
        assertThat(spec.path("paused").asBoolean(true)).isFalse();
        assertThat(spec.path("skipImmediately").asBoolean()).isTrue();
        assertThat(shell.run("schedule", "unpause", "-l", "team=x").out())
                .isEqualTo("No schedules found\n");
    }

    @Test
    void whichOnesToPauseIsSaidInExactlyOneWayAndAWrongNameIsAnError() {
        someSchedules();
        assertThat(shell.run("schedule", "pause").err())
                .isEqualTo(
                        "An error occurred: you must specify exactly one of: specific schedule"
                                + " name(s), the --all flag, or the --selector flag\n"
                                + "Run 'ark schedule pause --help' for usage.\n");
        Result result = shell.run("schedule", "pause", "nope", "nightly");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("Schedule nightly paused successfully\n");
        assertThat(result.err()).contains("schedules.velero.io \"nope\" not found");
    }

    @Test
    void aBackupFromAScheduleIsWhatTheScheduleWouldMake() {
        String name = "n".repeat(64);
        shell.given(
                Kind.SCHEDULE,
                """
                metadata:
                  name: %s
                  namespace: velero
                  labels: {team: shop, app.kubernetes.io/instance: x}
                  annotations: {ark.dev/missed-runs: "3", argocd.argoproj.io/tracking-id: x, a: b}
                spec: {schedule: "@daily"}
                """
                        .formatted(name));
        shell.in(ZoneId.of("Asia/Tokyo")).run("create", "backup", "--from-schedule", name);
        ObjectNode backup = shell.api().all(Kind.BACKUP).getFirst().copyOfJson();
        assertThat(backup.at("/metadata/name").asText()).isEqualTo(name + "-20261121161517");
        assertThat(backup.at("/metadata/annotations")).isEqualTo(Yamls.tree("{a: b}"));
        assertThat(backup.at("/metadata/labels/team").asText()).isEqualTo("shop");
        assertThat(backup.at("/metadata/labels").has("app.kubernetes.io/instance")).isFalse();
        assertThat(backup.at("/metadata/labels/velero.io~1schedule-name").asText()).hasSize(63);

        shell.api()
                .change(Kind.BACKUP, name + "-20261121161517", "status: {phase: PartiallyFailed}");
        shell.run("restore", "create", "r", "--from-schedule", name, "--allow-partially-failed");
        assertThat(shell.api().stored(Kind.RESTORE, "r").at("/spec/backupName").asText())
                .isEqualTo(name + "-20261121161517");
    }

    @Test
    void deletedBackupsAreAwaited() {
        for (String name : new String[] {"b1", "b2"}) {
            shell.given(
                    Kind.BACKUP,
                    "metadata: {name: %s, namespace: velero, uid: uid-%s}".formatted(name, name));
        }
        shell.after(Duration.ofSeconds(2), () -> shell.api().remove(Kind.BACKUP, "b2"));
        shell.after(
                Duration.ofSeconds(3),
                () -> {
                    shell.api().remove(Kind.DELETE_REQUEST, "b1-x1"); // another one serves for it
                    shell.api().remove(Kind.BACKUP, "b1");
                    shell.given(Kind.BACKUP, "metadata: {name: b1, namespace: velero, uid: other}");
                });
        Result result = shell.run("backup", "delete", "b1", "b2", "--confirm", "--wait");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).endsWith("Backup \"b2\" deleted.\nBackup \"b1\" deleted.\n");
    }

    @Test
    void aBackupThatCannotBeDeletedIsToldWithTheReasons() {
        shell.given(Kind.BACKUP, "metadata: {name: b1, namespace: velero, uid: u1}");
        shell.api()
                .whenCreated(
                        Kind.DELETE_REQUEST,
                        request -> {
                            request.putObject("status")
                                    .put("phase", "Processed")
                                    .putArray("errors")
                                    .add("backup is still in progress");
                            return request;
                        });
        Result result = shell.run("backup", "delete", "b1", "--confirm", "--wait");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("Backup \"b1\" could not be deleted: backup is still in progress\n");
    }

    @Test
    void whoWaitsTooLongIsTold() {
        shell.given(Kind.BACKUP, "metadata: {name: b1, namespace: velero, uid: u1}");
        Result result =
                shell.run("backup", "delete", "b1", "--confirm", "--wait", "--wait-timeout=10s");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .startsWith("An error occurred: still there after 10 s: b1\n")
                .contains("ark backup describe b1");
    }
}
