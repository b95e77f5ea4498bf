package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `get` of all nouns: tables, sorting, formats.
class GetTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
    }

    private void backup(String name, String more) {
        shell.given(Kind.BACKUP, "metadata: {name: " + name + ", namespace: velero}\n" + more);
    }

    private void someBackups() {
        backup(
                "nightly-20261120010000",
                """
                spec: {storageLocation: default, labelSelector: {matchLabels: {app: nginx, a: b}}}
                status:
                  phase: Completed
                  startTimestamp: 2026-11-20T01:00:02Z
                  expiration: 2026-12-20T01:00:02Z
                """);
        backup(
                "nightly-20261121010000",
                """
                spec: {storageLocation: default}
                status:
                  phase: PartiallyFailed
                  errors: 2
                  warnings: 13
                  startTimestamp: 2026-11-21T01:00:02Z
                  expiration: 2026-12-21T01:00:02Z
                """);
        backup("fresh", "spec: {ttl: 5h0m0s}");
        backup(
                "old",
                """
                spec:
                  storageLocation: elsewhere
                  labelSelector: {matchExpressions: [{key: app, operator: In, values: [b, a]},
                    {key: gone, operator: DoesNotExist}]}
                status:
                  phase: Failed
                  startTimestamp: 2025-01-01T00:00:00Z
                  expiration: 2026-11-18T00:00:00Z
                """);
        shell.api()
                .change(
                        Kind.BACKUP,
                        "fresh",
                        "metadata: {creationTimestamp: '2026-11-21T16:00:00Z'}");
    }

    @Test
    void backupsAreListedByNameAndTheNewestOfASeriesFirst() {
        someBackups();
        Result result = shell.run("backup", "get");
        assertThat(result.exitCode()).isZero();
        Golden.matches("backup-get.txt", result.out());
        assertThat(shell.run("get", "backups").out()).isEqualTo(result.out());
        assertThat(shell.run("get", "backup").out()).isEqualTo(result.out());
    }

    @Test
    void anEmptyTableIsItsHeader() {
        assertThat(shell.run("backup", "get").out())
                .isEqualTo(
                        "NAME   STATUS   ERRORS   WARNINGS   CREATED   EXPIRES   STORAGE LOCATION"
                                + "   SELECTOR\n");
    }

    @Test
    void timesAreThoseOfThePerson() {
        someBackups();
        Result result = shell.in(ZoneId.of("America/New_York")).run("get", "backups", "old");
        assertThat(result.out()).contains("2024-12-31 19:00:00 -0500 EST");
    }

    @Test
    void namedOnesComeAndOthersDoNot() {
        someBackups();
        assertThat(
                        shell.run("backup", "get", "old", "fresh")
                                .out()
                                .lines()
                                .map(l -> l.split(" ", 2)[0]))
                .containsExactly("NAME", "fresh", "old");
    }

    @Test
    void aMissingOneIsAnErrorThatTellsWhichThereAre() {
        someBackups();
        Result result = shell.run("backup", "get", "nope");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo(
                        "An error occurred: backups.velero.io \"nope\" not found\n"
                                + "In namespace \"velero\" there are fresh, nightly-20261120010000,"
                                + " nightly-20261121010000, old.\n");
    }

    @Test
    void labelsBecomeColumns() {
        shell.given(
                Kind.BACKUP,
                """
                metadata: {name: b1, namespace: velero, labels: {velero.io/schedule-name: s1, a: b}}
                """);
        backup("b2", "");
        Result result =
                shell.run(
                        "backup",
                        "get",
                        "--label-columns",
                        "velero.io/schedule-name",
                        "--show-labels");
        Golden.matches("backup-get-labels.txt", result.out());
    }

    @Test
    void oneObjectIsPrintedAsItselfWithFieldsNobodyKnows() {
        shell.given(
                Kind.BACKUP,
                "{\"metadata\": {\"name\": \"b1\", \"namespace\": \"velero\"},"
                        + " \"spec\": {\"newField\": [9007199254740993, 1.10]},"
                        + " \"status\": {\"phase\": \"Completed\"}}");
        Result result = shell.run("--namespace", "velero", "backup", "get", "-ojson", "b1");
        JsonNode json = json(result.out());
        assertThat(json.at("/status/phase").asText()).isEqualTo("Completed");
        assertThat(json.at("/spec/newField").toString()).isEqualTo("[9007199254740993,1.10]");
        assertThat(result.out()).startsWith("{\n  \"apiVersion\": \"velero.io/v1\",\n");
    }

    @Test
    void severalObjectsArePrintedAsAList() {
        backup("b1", "");
        backup("b2", "");
        JsonNode json = json(shell.run("backup", "get", "-o=json").out());
        assertThat(json.path("kind").asText()).isEqualTo("BackupList");
        assertThat(json.path("items")).hasSize(2);
        assertThat(json(shell.run("restore", "get", "-o", "json").out()).path("items")).isEmpty();
    }

    @Test
    void yamlIsReadBackAsItWas() {
        backup("b1", "spec: {ttl: '0', labels: ['yes', 'a: b', '', ' x', '1e3', \"\\u001b[2J\"]}");
        String yaml = shell.run("backup", "get", "b1", "-o", "yaml").out();
        assertThat(yaml).doesNotContain("\u001b");
        assertThat(Yamls.object(yaml)).isEqualTo(shell.api().stored(Kind.BACKUP, "b1"));
    }

    @Test
    void namesCannotMoveTheCursor() {
        shell.given(
                Kind.BACKUP,
                "{\"metadata\": {\"name\": \"b1\", \"namespace\": \"velero\","
                        + " \"labels\": {\"a\": \"\\u001b]0;title\\u0007\\r\\n\\u202e\"}},"
                        + " \"spec\": {\"storageLocation\": \"x\\ty\\u009b1A\"}}");
        Result result = shell.run("backup", "get", "--show-labels");
        assertThat(result.out()).contains("x\\ty\\x9b1A").contains("\\x1b]0;title\\x07\\r");
        assertThat(result.out().chars().filter(c -> c != '\n')).allMatch(c -> c >= ' ' && c < 0x7f);
    }

    @Test
    void oneUnreadableObjectDoesNotHideTheOthers() {
        backup("bad", "spec: {includedNamespaces: {a: b}}");
        backup("good", "");
        Result result = shell.run("backup", "get");
        assertThat(result.out()).contains("good").doesNotContain("bad");
        assertThat(result.err()).contains("velero/bad cannot be read");
    }

    @Test
    void restoresAreListedWithTheirBackup() {
        shell.given(
                Kind.RESTORE,
                """
                metadata:
                  {name: b1-20261121161517, namespace: velero, creationTimestamp: 2026-11-21T16:15:17Z}
                spec: {backupName: b1}
                status:
                  phase: Completed
                  warnings: 3
                  startTimestamp: 2026-11-21T16:15:18Z
                  completionTimestamp: 2026-11-21T16:15:20Z
                """);
        shell.given(
                Kind.RESTORE, "metadata: {name: r2, namespace: velero}\nspec: {backupName: b2}");
        Golden.matches("restore-get.txt", shell.run("restore", "get").out());
        assertThat(shell.run("get", "restores").out()).isEqualTo(shell.run("get", "restore").out());
    }

    @Test
    void locationsAreListedWithTheirState() {
        shell.given(
                Kind.LOCATION,
                """
                metadata: {name: default, namespace: velero}
                spec: {provider: aws, default: true, objectStorage: {bucket: backups, prefix: prod}}
                status: {phase: Available, lastValidationTime: 2026-11-21T16:15:00Z}
                """);
        shell.given(
                Kind.LOCATION,
                """
                metadata: {name: other, namespace: velero}
                spec: {provider: filesystem, accessMode: ReadOnly, objectStorage: {bucket: b}}
                """);
        Golden.matches("backup-location-get.txt", shell.run("backup-location", "get").out());
        assertThat(shell.run("get", "backup-locations", "--default").out())
                .contains("default")
                .doesNotContain("other");
    }

    private static JsonNode json(String text) {
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
