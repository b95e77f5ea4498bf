package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--wait`, with and without a terminal, and its exit codes.
class WaitTest {
    private static final String WAITING =
            """
            Backup request "b1" submitted successfully.
            Waiting for backup to complete. You may safely press ctrl-c to stop waiting - your \
            backup will continue in the background.
            """;

    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
    }

    private void status(Duration after, String status) {
        shell.after(after, () -> shell.api().change(Kind.BACKUP, "b1", "status: " + status));
    }

    private Result create(String... more) {
        String[] words = {"backup", "create", "b1", "--wait"};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return shell.run(all);
    }

    @Test
    void withoutATerminalTheSentencesAreThoseOfTheReference() {
        status(Duration.ofMillis(500), "{phase: InProgress}");
        status(Duration.ofMillis(3500), "{phase: Completed}");
        assertThat(create())
                .isEqualTo(
                        new Result(
                                0,
                                WAITING
                                        + """
                                        ...
                                        Backup completed with status: Completed. You may check for \
                                        more information using the commands `ark backup describe b1` \
                                        and `ark backup logs b1`.
                                        """,
                                ""));
    }

    @Test
    void phasesOfLaterServersGoOn() {
        status(Duration.ofSeconds(1), "{phase: Queued}");
        status(Duration.ofSeconds(2), "{phase: WaitingForPluginOperations}");
        status(Duration.ofSeconds(3), "{phase: FinalizingPartiallyFailed}");
        status(Duration.ofSeconds(4), "{phase: SomethingNew}");
        status(Duration.ofSeconds(5), "{phase: Completed}");
        assertThat(create().out()).contains("Completed").contains("....\n");
    }

    @Test
    void progressWithoutATerminalIsALineEveryTenSecondsOnStandardError() {
        status(
                Duration.ofSeconds(1),
                "{phase: InProgress, progress: {totalItems: 20161, itemsBackedUp: 18204}}");
        status(Duration.ofSeconds(25), "{phase: Completed}");
        assertThat(create().err())
                .isEqualTo(
                        """
                          items    18,204 of 20,161  1,820/s
                          items    18,204 of 20,161  910/s
                        """);
    }

    @Test
    void aPartialFailureIsThreeAndSaysWhatIsMissing() {
        try (var bucket = new FakeBucket(shell.api())) {
            bucket.put(
                    "BackupResults",
                    "b1",
                    "{\"errors\":{\"velero\":[\"a\\u001b[2J\"],\"namespaces\":{\"shop\":[\"b\",\"c\"]}}}");
            status(
                    Duration.ofSeconds(1),
                    "{phase: PartiallyFailed, progress: {totalItems: 20161, itemsBackedUp: 20160}}");
            Result result = create();
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.out()).contains("Backup completed with status: PartiallyFailed.");
            assertThat(result.err())
                    .isEqualTo(
                            """
                            Backup "b1" partially failed: 20,160 of 20,161 items are stored.
                              a\\x1b[2J
                              b
                              c
                            See: ark backup describe b1 --details; ark backup logs b1
                            """);
        }
    }

    @Test
    void aPartialFailureIsThreeAlsoWhenItsMessagesCannotBeHad() {
        status(Duration.ofSeconds(1), "{phase: PartiallyFailed}");
        Result result = create(); // nobody answers the download request
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("Backup \"b1\" partially failed: 0 of 0 items");
    }

    @Test
    void aFailureIsOneAndSaysWhy() {
        status(Duration.ofSeconds(1), "{phase: Failed, failureReason: 'the bucket is gone'}");
        Result result = create();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("Backup \"b1\" failed: the bucket is gone\nSee: ark");
    }

    @Test
    void aRefusedOneIsOneAndListsTheProblems() {
        status(Duration.ofSeconds(1), "{phase: FailedValidation, validationErrors: [a, b]}");
        Result result = create();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("Backup \"b1\" was refused:\n  a\n  b\nSee: ark");
    }

    @Test
    void waitingEndsSomeDay() {
        Result result = create("--wait-timeout", "40s");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.out()).endsWith(".\n");
        assertThat(result.err())
                .isEqualTo(
                        """
                        No server has taken it up yet. Does one run in namespace "velero"?
                        An error occurred: backup "b1" is still New after 40 s
                        It goes on. Follow it: ark backup describe b1
                        """);
    }

    @Test
    void aDeletedOneIsNotAwaited() {
        shell.after(Duration.ofSeconds(1), () -> shell.api().remove(Kind.BACKUP, "b1"));
        Result result = create();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("backup \"b1\" was deleted while it was awaited");
    }

    @Test
    void anApiServerThatRestartsIsAwaited() {
        for (int i = 0; i < 20; i++) {
            shell.after(Duration.ofSeconds(i), this::fail);
        }
        status(Duration.ofSeconds(30), "{phase: Completed}");
        assertThat(create().exitCode()).isZero();
    }

    private void fail() {
        shell.api()
                .failNext(
                        Kind.BACKUP,
                        new ApiException(
                                ApiException.Reason.UNREACHABLE, "connection refused", "", null));
    }

    @Test
    void anApiServerThatStaysAwayIsGivenUp() {
        status(Duration.ofMillis(200), "{phase: InProgress}");
        for (int i = 0; i < 400; i++) {
            shell.after(Duration.ofSeconds(1).plusMillis(i), this::fail);
        }
        Result result = create();
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).isEqualTo("An error occurred: connection refused\n");
    }

    @Test
    void volumesAreToldWithoutATerminalTooAndThoseThatFailedByName() {
        shell.given(
                Kind.POD_VOLUME_BACKUP,
                """
                metadata: {name: v1, namespace: velero, labels: {velero.io/backup-name: b1}}
                spec: {pod: {namespace: shop, name: mysql-0}, volume: data}
                status: {phase: Completed, progress: {totalBytes: 1048576, bytesDone: 1048576}}
                """);
        shell.given(
                Kind.POD_VOLUME_BACKUP,
                """
                metadata: {name: v2, namespace: velero, labels: {velero.io/backup-name: b1}}
                spec: {pod: {namespace: shop, name: mysql-1}, volume: data}
                status: {phase: Failed, message: 'repository is locked by node-2'}
                """);
        status(
                Duration.ofSeconds(1),
                "{phase: InProgress, progress: {totalItems: 3, itemsBackedUp: 3}}");
        status(
                Duration.ofSeconds(12),
                "{phase: PartiallyFailed, progress: {totalItems: 3, itemsBackedUp: 3}}");
        Result result = create();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("  volumes  2 of 2  1.0 of 1.0 MiB\n")
                .contains(
                        """
                        Backup "b1" partially failed: 3 of 3 items and 1 of 2 volumes are stored.
                          shop/mysql-1/data  repository is locked by node-2
                        """);
    }

    @Test
    void ctrlCSaysHowToFollow() {
        shell.after(Duration.ofSeconds(2), shell::interrupt);
        status(Duration.ofSeconds(3), "{phase: Completed}");
        Result result = create();
        assertThat(result.err())
                .isEqualTo(
                        "Stopped waiting. The backup goes on; follow it: ark backup describe b1\n");
        assertThat(result.out()).contains(".\n"); // the message begins a line
        shell.interrupt(); // after the end there is nothing to say
    }

    @Test
    void onATerminalTheFarewellBeginsBelowWhatTheKeysShow() {
        shell.onTerminal();
        shell.after(Duration.ofSeconds(2), shell::interrupt);
        status(Duration.ofSeconds(3), "{phase: Completed}");
        assertThat(create().err())
                .isEqualTo(
                        "\nStopped waiting. The backup goes on; follow it: ark backup describe b1\n");
    }

    @Test
    void onATerminalABarMoves() {
        shell.onTerminal();
        shell.given(
                Kind.POD_VOLUME_BACKUP,
                """
                metadata: {name: v1, namespace: velero, labels: {velero.io/backup-name: b1}}
                spec: {pod: {namespace: shop, name: postgres-0}, volume: data}
                status: {phase: InProgress, progress: {totalBytes: 5798205849, bytesDone: 2040109465}}
                """);
        status(
                Duration.ofSeconds(1),
                "{phase: InProgress, progress: {totalItems: 20161, itemsBackedUp: 18204}}");
        status(
                Duration.ofSeconds(4),
                "{phase: Completed, progress: {totalItems: 20161, itemsBackedUp: 20161}}");
        Result result = create();
        assertThat(result.exitCode()).isZero();
        assertThat(screen(result.out()))
                .isEqualTo(
                        """
                          b1  ████████████████████  20,161 of 20,161 items  Completed in 4.0 s
                          volumes  ███████░░░░░░░░░░░░░  0 of 1  1.9 of 5.4 GiB  486 MiB/s  7 s left
                        """);
        assertThat(result.out())
                .contains("██████████████████░░  18,204 of 20,161   9,102/s")
                .contains("           shop/postgres-0/data\u001b[K")
                .doesNotContain("submitted");
    }

    /// What is left on a terminal after its lines were replaced.
    private static String screen(String out) {
        var lines = new ArrayList<String>();
        int at = 0;
        for (String line : out.split("\n", -1)) {
            String text = line;
            var up = Pattern.compile("\u001b\\[(\\d+)A").matcher(text);
            if (up.find()) {
                at -= Integer.parseInt(up.group(1));
                text = text.substring(up.end());
            }
            if (text.contains("\u001b[J")) {
                lines.subList(Math.min(at, lines.size()), lines.size()).clear();
            }
            text = text.replace("\r", "").replace("\u001b[K", "").replace("\u001b[J", "");
            if (at == lines.size()) {
                lines.add(text);
            } else {
                lines.set(at, text);
            }
            at++;
        }
        return String.join("\n", lines);
    }

    @Test
    void onATerminalARestoreTellsItsWarnings() {
        shell.onTerminal();
        shell.given(Kind.BACKUP, "metadata: {name: b1, namespace: velero}");
        shell.after(
                Duration.ofMillis(600),
                () ->
                        shell.api()
                                .change(
                                        Kind.RESTORE,
                                        "r1",
                                        "status: {phase: Completed, warnings: 1, progress:"
                                                + " {totalItems: 9, itemsRestored: 9}}"));
        Result result = shell.run("restore", "create", "r1", "--from-backup", "b1", "-w");
        assertThat(screen(result.out()))
                .isEqualTo(
                        "  r1  ████████████████████  9 of 9 items  Completed in 0.6 s, 1 warning,"
                                + " 0 errors\n");
    }
}
