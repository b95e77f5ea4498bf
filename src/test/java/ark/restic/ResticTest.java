package ark.restic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.restic.ResticException.Reason;
import ark.restic.store.RepositoryAddress;
import ark.restic.store.StoreAccess;
import ark.testing.GrowingLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Restic is a shell script here, which says what a test wants.
class ResticTest {
    private static final SnapshotId ID = new SnapshotId("48c7356f");
    private static final Restic.Settings SETTINGS = settings(Duration.ofSeconds(60));

    @TempDir Path folder;
    private Path work;
    private Path runs;

    @BeforeEach
    void makeFolders() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        runs = folder.resolve("runs");
    }

    private static Restic.Settings settings(Duration look) {
        return new Restic.Settings(Duration.ofSeconds(7), look, Duration.ofSeconds(60));
    }

    private Restic restic(String script) {
        return restic(script, SETTINGS);
    }

    private Restic restic(String script, Restic.Settings settings) {
        Launch direct = Launch.direct(Path.of("restic"), work, "");
        Launch launch =
                new Launch() {
                    @Override
                    public List<String> command(Path files, List<String> arguments) {
                        var command = new ArrayList<>(List.of("/bin/sh", "-c", script, "restic"));
                        command.addAll(arguments);
                        return command;
                    }

                    @Override
                    public String seen(Path files) {
                        return direct.seen(files);
                    }

                    @Override
                    public String cache() {
                        return direct.cache();
                    }

                    @Override
                    public Path workingFolder() {
                        return direct.workingFolder();
                    }
                };
        return new Restic(launch, new RunFolders(runs), settings);
    }

    private static Repository repository() {
        return repository(false);
    }

    private static Repository repository(boolean readOnly) {
        return new Repository(
                new RepositoryAddress("s3:http://minio:9000/b/restic/shop"),
                new StoreAccess(
                        Map.of("AWS_PROFILE", new Secret("backup")),
                        List.of(
                                new StoreAccess.AccessFile(
                                        "cloud",
                                        "AWS_SHARED_CREDENTIALS_FILE",
                                        new Secret("[default]\n"))),
                        "-----BEGIN CERTIFICATE-----\n",
                        true),
                new RepositoryKey(new Secret("pässword"), "a test"),
                readOnly);
    }

    private static BackupOptions options() {
        return new BackupOptions(
                Map.of("ns", "shop", "backup", "b1"), "velero", List.of(ID), List.of("/v/a*[b]"));
    }

    /// The arguments that a script wrote with `printf '%s\n' "$@"`.
    private List<String> arguments() throws IOException {
        return Files.readAllLines(work.resolve("arguments"));
    }

    @Test
    void putsOptionsFirstAndOperandsBehindTwoDashes() throws IOException {
        Restic restic =
                restic("printf '%s\\n' \"$@\" >arguments; echo '{\"message_type\":\"summary\"}'");
        assertThatThrownBy(() -> restic.backup(repository(), options(), _ -> {}))
                .hasMessageContaining("named no snapshot");
        String files = arguments().get(2).replaceFirst("^--password-file=(.*)/password$", "$1");
        assertThat(arguments())
                .containsExactly(
                        "backup",
                        "--repo=s3:http://minio:9000/b/restic/shop",
                        "--password-file=" + files + "/password",
                        "--cacert=" + files + "/ca.pem",
                        "--insecure-tls",
                        "--no-cache",
                        "--retry-lock=7s",
                        "--json",
                        "--host=velero",
                        "--one-file-system",
                        "--tag=backup=b1",
                        "--tag=ns=shop",
                        "--parent=48c7356f",
                        "--exclude=/v/a\\*\\[b\\]",
                        "--",
                        ".");
        assertThat(files).startsWith(runs.toString());
    }

    @Test
    void comparesWithNoSnapshotThatItWasNotTold() throws IOException {
        Restic restic = restic("printf '%s\\n' \"$@\" >arguments; exit 1");
        var fresh = new BackupOptions(Map.of(), "velero", List.of(), List.of());
        assertThatThrownBy(() -> restic.backup(repository(), fresh, _ -> {}))
                .isInstanceOf(ResticException.class);
        assertThat(arguments()).contains("--force");
    }

    @Test
    void locksNothingWhereNothingMayBeWritten() throws IOException {
        restic("printf '%s\\n' \"$@\" >arguments; echo '[]'")
                .snapshots(repository(true), Map.of("a", "b", "c", "d"), List.of(ID));
        assertThat(arguments())
                .contains("--no-lock", "--tag=a=b,c=d")
                .endsWith("--", "48c7356f")
                .noneMatch(argument -> argument.startsWith("--retry-lock"));
    }

    @Test
    void hasItsSecretsInFilesThatOnlyItsOwnerReadsAndThatAreGoneAfterwards() throws IOException {
        Restic restic =
                restic(
                        """
                        files=${3#--password-file=}; files=${files%/password}
                        stat -c '%a %n' "$files" "$files"/* | sed "s|$files|F|" >modes
                        od -An -tx1 "$files/password" | tr -d ' \\n' >password
                        env | sed "s|$files|F|" | sort >environment
                        exit 10
                        """);
        assertThatThrownBy(() -> restic.open(repository())).isInstanceOf(ResticException.class);
        assertThat(Files.readAllLines(work.resolve("modes")))
                .containsExactlyInAnyOrder(
                        "700 F", "400 F/ca.pem", "400 F/cloud", "400 F/password", "700 F/tmp");
        assertThat(work.resolve("password")).hasContent("70e4737377" + "6f7264"); // Latin 1
        assertThat(Files.readAllLines(work.resolve("environment")))
                .contains(
                        "AWS_PROFILE=backup",
                        "AWS_SHARED_CREDENTIALS_FILE=F/cloud",
                        "RESTIC_PROGRESS_FPS=1",
                        "TMPDIR=F/tmp")
                .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("PATH=/root"))
                .noneMatch(line -> line.contains("ssword="));
        assertThat(filesOfRuns()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10, NO_REPOSITORY, there is no repository there",
        "11, LOCKED, already locked by PID 77 on node-2",
        "12, WRONG_PASSWORD, wrong password",
        "130, KILLED, interrupted",
        "137, KILLED, signal 9",
        "139, KILLED, signal 11",
        "1, FAILED, already locked by PID 77 on node-2",
        "42, FAILED, already locked by PID 77 on node-2",
    })
    void tellsExitCodesApart(int code, Reason reason, String words) {
        Restic restic =
                restic(
                        """
                        echo '{"message_type":"exit_error","code":1,"message":"Fatal: already locked by PID 77 on node-2"}' >&2
                        exit %d
                        """
                                .formatted(code));
        assertThatThrownBy(() -> restic.prune(repository()))
                .isInstanceOfSatisfying(
                        ResticException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith("pruning repository s3:http://minio:9000/b/restic/shop: ")
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, dial tcp 127.0.0.1:9000: connect: connection refused",
        "UNREACHABLE, lookup minio.velero.svc: no such host",
        "UNREACHABLE, tls: failed to verify certificate: x509: certificate has expired",
        "DENIED, client.GetObject: Access Denied.",
        "DENIED, The Access Key Id you provided does not exist: InvalidAccessKeyId",
        "DENIED, open /backups/b/restic/shop/config: permission denied",
        "FULL, write /b/data/xy: no space left on device",
        "FAILED, something else",
    })
    void tellsByItsWordsWhyTheStoreFailed(Reason reason, String words) {
        Restic restic = restic("echo '" + words + "' >&2; exit 1");
        assertThatThrownBy(() -> restic.open(repository()))
                .isInstanceOfSatisfying(
                        ResticException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }

    @Test
    void doesNotWaitForAStoreThatDoesNotAnswer() throws Exception {
        GrowingLimit.passes(
                limit ->
                        assertThatThrownBy(
                                        () ->
                                                restic(
                                                                """
                                                                echo 'Stat(<config/>) returned error, retrying after 1.05s: dial tcp: no route' >&2
                                                                exec sleep 90
                                                                """,
                                                                settings(limit))
                                                        .open(repository()))
                                .isInstanceOfSatisfying(
                                        ResticException.class,
                                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                                .hasMessageEndingWith("restic/shop: dial tcp: no route"));
    }

    @Test
    void readsWhatARepositoryIs() {
        assertThat(restic("echo '{\"version\": 2,'; echo '\"id\": \"d2a3\"}'").open(repository()))
                .isEqualTo(new RepositoryConfig("d2a3", 2));
        assertThatThrownBy(() -> restic("echo nonsense").open(repository()))
                .hasMessageContaining("cannot understand");
    }

    @Test
    void readsSnapshots() {
        Restic restic =
                restic(
                        """
                        echo '[{"time":"2026-11-21T22:18:21.961409915+01:00","tree":"11","paths":["/v"],"hostname":"velero","tags":["a=b"],"id":"48c7356f56cc0123"},'
                        echo '{"time":"2026-11-21T21:18:21Z","paths":[],"id":"ffffffff"}]'
                        """);
        assertThat(restic.snapshots(repository(), Map.of(), List.of()))
                .containsExactly(
                        new Snapshot(
                                new SnapshotId("48c7356f56cc0123"),
                                Instant.parse("2026-11-21T21:18:21.961409915Z"),
                                "velero",
                                List.of("/v"),
                                List.of("a=b")),
                        new Snapshot(
                                new SnapshotId("ffffffff"),
                                Instant.parse("2026-11-21T21:18:21Z"),
                                "",
                                List.of(),
                                List.of()));
        for (String output : List.of("", "{}", "[{\"id\":\"--x\"}]", "[{\"id\":\"ffffffff\"")) {
            assertThatThrownBy(
                            () ->
                                    restic("echo '" + output + "'")
                                            .snapshots(repository(), Map.of(), List.of()))
                    .as(output)
                    .isInstanceOf(ResticException.class);
        }
    }

    @Test
    void followsABackup() {
        var seen = new ArrayList<Progress>();
        Restic restic =
                restic(
                        """
                        echo 'a line for people'
                        echo '{"message_type":"status","percent_done":0.5,"total_files":4,"files_done":1,"total_bytes":10,"bytes_done":5}'
                        echo '{"message_type":"of the future"}'
                        echo '{"message_type":"summary","total_files_processed":4,"total_bytes_processed":10,"data_added":9,"data_added_packed":3,"snapshot_id":"48c7356f56"}'
                        """);
        assertThat(restic.backup(repository(), options(), seen::add))
                .isEqualTo(
                        new BackupOutcome.Stored(
                                new SnapshotId("48c7356f56"), new Progress(4, 4, 10, 10), 3));
        assertThat(seen).containsExactly(new Progress(1, 4, 5, 10));
    }

    @Test
    void namesTheFilesThatABackupLacks() {
        Restic restic =
                restic(
                        """
                        printf '%s\\n' '{"message_type":"error","error":{"message":"open: permission denied"},"during":"archival","item":"/v/secret\\u0007\\n"}' >&2
                        echo '{"message_type":"error","error":{"message":"gone"},"during":"archival","item":"/v/x"}' >&2
                        echo '{"message_type":"summary","total_files_processed":1,"total_bytes_processed":2,"data_added":1,"snapshot_id":"48c7356f56"}'
                        exit 3
                        """);
        assertThat(restic.backup(repository(), options(), _ -> {}))
                .isEqualTo(
                        new BackupOutcome.Partial(
                                new SnapshotId("48c7356f56"),
                                new Progress(1, 1, 2, 2),
                                1,
                                new FileProblems(
                                        2,
                                        List.of(
                                                new FileProblem(
                                                        "/v/secret?; ", "open: permission denied"),
                                                new FileProblem("/v/x", "gone")))));
    }

    @Test
    void knowsAnEmptyFolder() {
        Restic restic =
                restic(
                        """
                        echo '{"message_type":"exit_error","code":1,"message":"Fatal: unable to save snapshot: snapshot is empty"}' >&2
                        exit 1
                        """);
        assertThat(restic.backup(repository(), options(), _ -> {}))
                .isEqualTo(new BackupOutcome.Empty());
    }

    @Test
    void saysHowARestoreEnded() {
        String summary =
                "echo '{\"message_type\":\"summary\",\"total_files\":3,\"files_restored\":3,"
                        + "\"total_bytes\":5,\"bytes_restored\":5}';";
        assertThat(restic(summary).restore(repository(), ID, _ -> {}))
                .isEqualTo(new RestoreOutcome.Restored(new Progress(3, 3, 5, 5)));
        String problem =
                "echo '{\"message_type\":\"error\",\"error\":{\"message\":\"no space left\"},"
                        + "\"during\":\"restore\",\"item\":\"/v/x\"}' >&2;";
        assertThat(restic(summary + problem + "exit 1").restore(repository(), ID, _ -> {}))
                .isEqualTo(
                        new RestoreOutcome.Incomplete(
                                new Progress(3, 3, 5, 5),
                                new FileProblems(
                                        1, List.of(new FileProblem("/v/x", "no space left")))));
        assertThatThrownBy(() -> restic(problem + "exit 1").restore(repository(), ID, _ -> {}))
                .isInstanceOf(ResticException.class);
    }

    @Test
    void forgetsNothingWhenNothingIsNamed() throws IOException {
        restic("exit 1").forget(repository(), List.of());
        assertThat(filesOfRuns()).isEmpty();
    }

    @Test
    void skipsALineThatIsTooLong() {
        Restic restic =
                restic(
                        """
                        head -c 3000000 /dev/zero | tr '\\0' x
                        echo
                        echo '{"message_type":"summary","snapshot_id":"48c7356f56"}'
                        head -c 3000000 /dev/zero | tr '\\0' y >&2
                        """);
        assertThat(restic.backup(repository(), options(), _ -> {}))
                .isInstanceOf(BackupOutcome.Stored.class);
    }

    @Test
    void endsItsProcessWhenItIsInterrupted() throws Exception {
        Path pid = work.resolve("pid");
        Restic restic =
                restic(
                        "trap 'echo unlocked >lock; exit 1' TERM; echo $$ >pid; mkfifo p; cat p & wait");
        var result = new CountDownLatch(1);
        var failures = new ArrayList<Throwable>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        restic.prune(repository());
                                    } catch (ResticException e) {
                                        failures.add(e);
                                    }
                                    result.countDown();
                                });
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(result.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        ResticException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
        long process = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false)).isFalse();
        assertThat(work.resolve("lock")).hasContent("unlocked");
        assertThat(filesOfRuns()).isEmpty();
    }

    @Test
    void saysThatTheProgramIsMissing() throws IOException {
        var restic =
                new Restic(
                        Launch.direct(Path.of("/no/such/restic"), work, ""),
                        new RunFolders(runs),
                        SETTINGS);
        assertThatThrownBy(() -> restic.open(repository()))
                .isInstanceOfSatisfying(
                        ResticException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED))
                .hasMessageContaining("/no/such/restic");
        assertThat(filesOfRuns()).isEmpty();
    }

    @Test
    void clearsAwayWhatAKilledProcessLeftAndNothingElse() throws IOException {
        Path left = Files.createDirectories(runs.resolve("process-1/run-1/tmp"));
        Files.writeString(runs.resolve("process-1/lock"), "");
        Files.writeString(left.resolve("password"), "x");
        var living = new RunFolders(runs);
        try (RunFolders.RunFolder run = living.open()) {
            new RunFolders(runs);
            assertThat(runs.resolve("process-1")).doesNotExist();
            assertThat(run.path()).exists();
        }
    }

    /// Whatever a run has left behind.
    private List<Path> filesOfRuns() throws IOException {
        try (Stream<Path> files = Files.walk(runs)) {
            return files.filter(file -> file.toString().contains("/run-")).toList();
        }
    }

    @Test
    void cutsTheStackThatGoPrints() {
        Restic restic =
                restic(
                        """
                        printf '%s\\n' '{"message_type":"exit_error","code":1,"message":"bad thing\\nmain.run\\n\\t/src/main.go:12\\nmore"}' >&2
                        exit 1
                        """);
        assertThatThrownBy(() -> restic.check(repository())).hasMessageEndingWith(": bad thing");
    }
}
