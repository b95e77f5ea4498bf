package ark.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.item.Json;
import ark.testing.ArkInstallation;
import ark.testing.ArkInstalled;
import ark.testing.EraBucket;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.ManualPage;
import ark.testing.Reader;
import ark.testing.ResticProgram;
import ark.testing.UserShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hooks in whole backups and restores of the installed product.
@KubernetesTest(node = true)
@ArkInstalled(store = ArkInstalled.Store.FOLDER)
class HooksIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String OF_SPEC =
            """
            apiVersion: velero.io/v1
            kind: Backup
            metadata: {name: hooked, namespace: velero}
            spec:
              includedNamespaces: [hooked]
              hooks:
                resources:
                - name: every-pod
                  includedNamespaces: [hooked]
                  includedResources: [pods]
                  labelSelector:
                    matchExpressions: [{key: app, operator: In, values: [of-spec, of-velero]}]
                  pre:
                  - exec: {container: side, command: [sh, -c, 'echo spec-pre >> /tmp/marks']}
                  post:
                  - exec: {container: side, command: [sh, -c, 'echo spec-post >> /tmp/marks']}
            """;

    private static final String RESTORE =
            """
            apiVersion: velero.io/v1
            kind: Restore
            metadata: {name: hooked-again, namespace: velero}
            spec:
              backupName: hooked
              hooks:
                resources:
                - name: some-pods
                  includedNamespaces: [hooked]
                  labelSelector:
                    matchExpressions: [{key: app, operator: In, values: [of-spec, limps]}]
                  postHooks:
                  - init:
                      initContainers:
                      - name: from-spec
                        image: localhost/busybox:1
                        command: [sh, -c, 'echo init > /shared/note']
                        volumeMounts: [{name: shared, mountPath: /shared}]
                  - exec:
                      container: side
                      command: [cat, /shared/note]
                      onError: Fail
                      execTimeout: 20s
                      waitTimeout: 2m
            """;

    @TempDir private static Path folder;
    private static KubernetesCluster cluster;
    private static ArkInstallation ark;
    private static UserShell shell;

    @BeforeAll
    static void install(KubernetesCluster kubernetes, ArkInstallation installation) {
        cluster = kubernetes;
        ark = installation;
        shell = new UserShell(folder, cluster, ArkInstallation.NAMESPACE);
        cluster.loadBusybox("localhost/sqlite:1", "sqlite3");
    }

    /// What the manual has a reader type.
    @Test
    void aDatabaseThatIsWrittenToAllTheTimeComesBackWhole() {
        var atLoss = new AtomicReference<>("");
        var pod = new AtomicReference<>("");
        new Reader(shell)
                .replacing("registry.example.com/sqlite:3", "localhost/sqlite:1")
                .before("ark backup create", () -> awaitEntries(20))
                .before(
                        "kubectl delete",
                        () -> {
                            awaitEntries(frozenAt("backup", "books") + 20);
                            pod.set(uid("books", "ledger-0"));
                            atLoss.set(sql("SELECT max(n) FROM entry"));
                        })
                .before(
                        "kubectl -n books exec",
                        () ->
                                cluster.client()
                                        .pods()
                                        .inNamespace("books")
                                        .withName("ledger-0")
                                        .waitUntilReady(2, TimeUnit.MINUTES))
                .reads(ManualPage.read("docs/user/hooks.md"));

        long frozen = frozenAt("backup", "books");
        assertThat(log("backup", "books")).contains("stdout: thawed at " + frozen);
        assertThat(Long.parseLong(atLoss.get())).isGreaterThan(frozen);
        assertThat(
                        sql(
                                "SELECT count(*), min(n), max(n) FROM entry WHERE pod = '%s'"
                                        .formatted(pod.get())))
                .as("what the lost pod wrote until it was frozen, and nothing else of it")
                .isEqualTo(frozen + "|1|" + frozen);
        assertThat(log("restore", "books-again")).contains("stdout: ok");
        awaitEntries(frozen + 20); // and the shop goes on
        assertThat(sql("SELECT count(*) - max(n) FROM entry")).isEqualTo("0");
        awaitEnd("backup", "databases");
        cluster.kubectl("delete", "namespace", "books", "--wait=false");
    }

    private static void awaitEntries(long wanted) {
        await("entries")
                .atMost(PATIENCE)
                .until(
                        () ->
                                Long.parseLong(sql("SELECT coalesce(max(n), 0) FROM entry"))
                                        >= wanted);
    }

    private static String sql(String query) {
        return cluster.kubectl(
                        "--namespace=books",
                        "exec",
                        "ledger-0",
                        "--container=main",
                        "--",
                        "sqlite3",
                        "-cmd",
                        ".timeout 20000",
                        "/data/books.db",
                        query)
                .strip();
    }

    private static String uid(String namespace, String pod) {
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .withName(pod)
                .get()
                .getMetadata()
                .getUid();
    }

    private static long frozenAt(String noun, String name) {
        Matcher line = Pattern.compile("stdout: frozen at (\\d+)").matcher(log(noun, name));
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }

    @Test
    void hooksOfEveryKindRunAroundTheirPodsAndInRestoredOnes() throws IOException {
        var pods = new HookedPods(cluster, "hooked");
        pods.deploy();
        apply(OF_SPEC);
        awaitEnd("backup", "hooked");
        String log = log("backup", "hooked");

        theirMarksAreThere(pods);
        theLogTells(log);
        String described = succeeds("ark backup describe hooked").out();
        assertThat(described).contains("PartiallyFailed").containsPattern("Hooks.*15.*3");
        assertThat(archived())
                .contains("of-spec", "of-velero", "of-ark", "of-both", "limps", "noisy")
                .doesNotContain("stuck", "refuses");

        cluster.remove("hooked");
        apply(RESTORE);
        awaitEnd("restore", "hooked-again");
        restoredPodsHaveRunTheirs();
        cluster.kubectl("delete", "namespace", "hooked", "--wait=false");
    }

    private static void theirMarksAreThere(HookedPods pods) {
        assertThat(pods.marks("of-spec", "side")).isEqualTo("spec-pre\nspec-post");
        assertThat(pods.marks("of-velero", "side")).isEqualTo("pre");
        assertThat(pods.marks("of-ark", "main")).isEqualTo("pre\npost");
        assertThat(pods.marks("of-both", "main")).isEqualTo("new\npost");
        for (String failing : List.of("stuck", "refuses", "limps")) {
            assertThat(pods.marks(failing, "main")).as(failing).isEqualTo("post");
        }
    }

    private static void theLogTells(String log) {
        assertThat(lines(log, "of-velero")).contains("stdout: root");
        assertThat(lines(log, "of-spec")).contains("hookSource=backupSpec", "hookName=every-pod");
        assertThat(lines(log, "of-ark")).contains("hookSource=annotation", "hookTimeout=20s");
        assertThat(lines(log, "stuck")).contains("timed out after 2s");
        assertThat(lines(log, "refuses"))
                .contains("command terminated with exit code 3: no", "hookOnError=Fail");
        assertThat(lines(log, "limps")).contains("command terminated with exit code 4");
        String noise = lines(log, "noisy");
        assertThat(noise).contains("u001b[31mred", "bytes are left out", "stdout: 100000");
        assertThat(noise.lines().count()).isLessThan(200);
        assertThat(log).doesNotContain("\u001b");
    }

    private static void restoredPodsHaveRunTheirs() {
        String log = log("restore", "hooked-again");
        assertThat(lines(log, "of-velero")).contains("stdout: again");
        assertThat(lines(log, "of-spec")).contains("stdout: init", "hookName=some-pods");
        assertThat(lines(log, "limps")).contains("stdout: init");
        assertThat(initContainers("of-velero")).containsExactly("before-all");
        assertThat(initContainers("of-spec")).containsExactly("from-spec");
        assertThat(initContainers("of-ark")).isEmpty();
        assertThat(succeeds("ark restore describe hooked-again").out())
                .contains("Completed")
                .containsPattern("Hooks.*3.*0");
    }

    private static List<String> initContainers(String pod) {
        return cluster
                .client()
                .pods()
                .inNamespace("hooked")
                .withName(pod)
                .get()
                .getSpec()
                .getInitContainers()
                .stream()
                .map(container -> container.getName())
                .toList();
    }

    /// The names of the pods in the archive.
    private static List<String> archived() {
        Path archive = ark.bucketFolder().resolve("backups/hooked/hooked.tar.gz");
        return shell.bash("tar tzf " + archive + " | grep resources/pods/namespaces/")
                .out()
                .lines()
                .map(path -> path.replaceFirst(".*/", "").replace(".json", ""))
                .toList();
    }

    /// What a log says of one pod.
    private static String lines(String log, String pod) {
        return String.join("\n", log.lines().filter(line -> line.contains("name=" + pod)).toList());
    }

    private static String log(String noun, String name) {
        return succeeds("ark " + noun + " logs " + name).out();
    }

    /// It has a key that everybody knew, a repository of the first format in a bucket of its own,
    /// and annotations in the archive in place of pod volume backups.
    @Test
    void theVolumesOfABackupOfArk09ComeBack() throws IOException {
        Path store = ark.bucketFolder().resolveSibling("ark");
        Path repository = ark.bucketFolder().resolveSibling("ark-restic").resolve("shop");
        shell.with("restic", ResticProgram.path());
        succeeds(
                "RESTIC_PASSWORD=static-passw0rd restic -r %s init --repository-version 1"
                        .formatted(repository));
        var eras = new EraBucket(store);
        eras.ark09(
                Map.of(
                        "data",
                        captured(repository, "data"),
                        "scratch",
                        captured(repository, "scratch")));
        succeeds(
                "ark backup-location create ark --provider filesystem --bucket ark"
                        + " --config path=/backups,resticLocation=ark-restic");
        await("sync")
                .atMost(PATIENCE)
                .until(() -> shell.bash("ark backup get").out().contains("ark-09"));

        succeeds("ark restore create arks --from-backup ark-09 --wait");

        cluster.client()
                .pods()
                .inNamespace("shop")
                .withName("db-0")
                .waitUntilReady(2, TimeUnit.MINUTES);
        for (String volume : List.of("data", "scratch")) {
            assertThat(succeeds("kubectl -n shop exec db-0 -- cat /" + volume + "/note").out())
                    .isEqualTo("of Ark, in " + volume);
        }
        assertThat(succeeds("kubectl -n shop get pod -l ark-restore=arks -o name").out())
                .contains("db-0");
        cluster.kubectl("delete", "namespace", "shop", "--wait=false");
    }

    /// As Ark's node agent ran restic.
    private static String captured(Path repository, String volume) throws IOException {
        Path data = Files.createDirectories(folder.resolve("of-" + volume));
        Files.writeString(data.resolve("note"), "of Ark, in " + volume);
        String summary =
                succeeds(
                                "cd %s && RESTIC_PASSWORD=static-passw0rd restic -r %s backup --json --host ark --tag ns=shop,pod=db-0,volume=%s . | tail -n 1"
                                        .formatted(data, repository, volume))
                        .out();
        return Json.tree(summary.getBytes(UTF_8)).path("snapshot_id").asText().substring(0, 8);
    }

    private static void apply(String yaml) throws IOException {
        Files.writeString(folder.resolve("applied.yaml"), yaml);
        succeeds("kubectl apply -f applied.yaml");
    }

    private static void awaitEnd(String noun, String name) {
        String phase =
                "kubectl -n velero get %ss.velero.io %s -o jsonpath='{.status.phase}'"
                        .formatted(noun, name);
        await(noun + " " + name)
                .atMost(PATIENCE)
                .until(
                        () ->
                                List.of(
                                                "Completed",
                                                "PartiallyFailed",
                                                "Failed",
                                                "FailedValidation")
                                        .contains(shell.bash(phase).out()));
    }

    private static UserShell.Result succeeds(String command) {
        UserShell.Result result = shell.bash(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    command + "\n" + result.out() + result.err() + "\n" + ark.state());
        }
        return result;
    }
}
