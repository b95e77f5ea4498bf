package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import ark.item.GroupResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ark repo …` and `ark restic …`.
class RepositoryTest {
    private static final Kind SECRETS = new Kind("v1", GroupResource.core("secrets"), "Secret");

    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
    }

    private void someRepositories() {
        shell.given(
                Kind.RESTIC_REPOSITORY,
                """
                metadata: {name: shop-default, namespace: velero}
                spec:
                  volumeNamespace: shop
                  backupStorageLocation: default
                  resticIdentifier: s3:http://minio:9000/backups/restic/shop
                  maintenanceFrequency: 168h0m0s
                status: {phase: Ready, lastMaintenanceTime: 2026-11-21T01:00:00Z}
                """);
        shell.given(
                Kind.RESTIC_REPOSITORY,
                """
                metadata: {name: web-default, namespace: velero}
                spec:
                  volumeNamespace: web
                  backupStorageLocation: default
                  resticIdentifier: ""
                  maintenanceFrequency: 0s
                status: {phase: NotReady, message: none of the known keys opens it}
                """);
    }

    @Test
    void repositoriesAreListedUnderBothNames() {
        someRepositories();
        Result result = shell.run("repo", "get");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines().map(line -> line.replaceAll(" {2,}", "|").strip()))
                .containsExactly(
                        "NAME|STATUS|LAST MAINTENANCE",
                        "shop-default|Ready|2026-11-21 01:00:00 +0000 UTC",
                        "web-default|NotReady|<never>");
        assertThat(shell.run("restic", "repo", "get")).isEqualTo(result);
        assertThat(shell.run("get", "repos")).isEqualTo(result);
    }

    @Test
    void aRepositoryIsDescribed() {
        someRepositories();
        Result result = shell.run("restic", "repo", "describe", "web-default");
        assertThat(result.out())
                .contains("NotReady", "none of the known keys opens it", "web", "<never>");
        assertThat(shell.run("repo", "describe", "shop-default").out())
                .contains("s3:http://minio:9000/backups/restic/shop", "168h0m0s");
    }

    @Test
    void aNamespaceGetsTheKeyThatIsTyped() {
        Result result =
                shell.run(
                        "restic", "init-repository", "--namespace", "shop", "--key-data", "s3cret");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("ark-restic-credentials").doesNotContain("s3cret");
        assertThat(key()).isEqualTo("s3cret");
    }

    @Test
    void aNamespaceGetsTheKeyOfAFile() throws IOException {
        Files.writeString(folder.resolve("key"), "from a file\n");
        assertThat(initialised("--key-file", folder.resolve("key").toString()).exitCode()).isZero();
        assertThat(key()).isEqualTo("from a file\n");
    }

    @Test
    void aNamespaceGetsAKeyOfTheWantedSize() {
        assertThat(initialised("--key-size", "32").exitCode()).isZero();
        assertThat(key()).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void whatCannotBeAKeyIsRefused() throws IOException {
        Files.writeString(folder.resolve("empty"), " \n");
        assertThat(initialised("--key-size", "1").out() + initialised("--key-size", "x"))
                .contains("--key-size: must be a number from 16");
        assertThat(initialised("--key-size", "32", "--key-data", "x").toString())
                .contains("only one of");
        assertThat(initialised("--key-file", folder.resolve("empty").toString()).toString())
                .contains("the key is empty");
        assertThat(initialised("--key-file", folder.resolve("absent").toString()).toString())
                .contains("--key-file: cannot read");
    }

    @Test
    void aKeyIsNeverReplaced() {
        initialised("--key-data", "first");
        Result second = initialised("--key-data", "second");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.toString()).contains("already");
        assertThat(key()).isEqualTo("first");
    }

    @Test
    void theServersNamespaceNeedsNoKeyOfItsOwn() {
        shell.given(
                Kind.LOCATION,
                """
                metadata: {name: default, namespace: velero}
                spec: {provider: filesystem, objectStorage: {bucket: b}}
                """);
        Result result = shell.run("restic", "init-repository", "--key-data", "x");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.toString()).contains("is the server's", "--namespace NAME");
    }

    private Result initialised(String... flags) {
        var words =
                new java.util.ArrayList<>(
                        java.util.List.of("restic", "init-repository", "-n", "shop"));
        words.addAll(java.util.List.of(flags));
        return shell.run(words.toArray(String[]::new));
    }

    private String key() {
        String text =
                shell.api()
                        .get(SECRETS, "shop", "ark-restic-credentials")
                        .orElseThrow()
                        .text("/data/ark-restic-credentials");
        return new String(
                Base64.getDecoder().decode(text), java.nio.charset.StandardCharsets.UTF_8);
    }
}
