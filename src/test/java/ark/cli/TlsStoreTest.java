package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files from an object store whose certificate no machine trusts by itself.
class TlsStoreTest {
    private static final Path SAMPLES = Path.of("src/test/resources/kubeconfig");

    @TempDir private Path folder;
    private Shell shell;
    private FakeBucket bucket;

    @BeforeEach
    void shell() throws IOException {
        shell = new Shell(folder);
        Files.copy(SAMPLES.resolve("ca.crt"), folder.resolve("ca.crt"));
        shell.given(
                Kind.BACKUP,
                "metadata: {name: b1, namespace: velero}\nspec: {storageLocation: default}\n"
                        + "status: {phase: Completed}");
        shell.given(
                Kind.RESTORE,
                "metadata: {name: r1, namespace: velero}\nspec: {backupName: b1}\n"
                        + "status: {phase: Completed}");
        serving("server");
    }

    /// @param certificate `server`, for 127.0.0.1, or `named`, for another host
    private void serving(String certificate) throws IOException {
        close();
        bucket = FakeBucket.overTls(shell.api(), SAMPLES, certificate);
        bucket.put("BackupLog", "b1", "the log\n");
        bucket.put("RestoreLog", "r1", "another log\n");
        bucket.putRaw("BackupContents", "b1", new byte[] {1, 2, 3});
    }

    @AfterEach
    void close() {
        if (bucket != null) {
            bucket.close();
        }
    }

    private void location(String certificates) {
        String base64 =
                Base64.getEncoder()
                        .encodeToString(certificates.getBytes(StandardCharsets.US_ASCII));
        shell.given(
                Kind.LOCATION,
                """
                metadata: {name: default, namespace: velero}
                spec: {provider: aws, objectStorage: {bucket: b, caCert: %s}}
                """
                        .formatted(base64));
    }

    @Test
    void anUnknownAuthorityIsRefusedAndTheFlagsAreNamed() {
        Result result = shell.run("backup", "logs", "b1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("An error occurred: cannot reach the object store (" + bucket.address())
                .contains("its certificate is not trusted");
        assertThat(result.err())
                .contains("--cacert FILE")
                .contains("--insecure-skip-tls-verify")
                .doesNotContain("signature=secret");
    }

    @Test
    void anAuthorityThatAFlagNamesIsTrusted() {
        assertThat(shell.run("backup", "logs", "b1", "--cacert", "ca.crt"))
                .isEqualTo(new Result(0, "the log\n", ""));
        assertThat(shell.run("restore", "logs", "r1", "--cacert=ca.crt").out())
                .isEqualTo("another log\n");
        assertThat(shell.run("backup", "download", "b1", "--cacert", "ca.crt").exitCode()).isZero();
    }

    @Test
    void anAuthorityOfTheConfigurationIsTrustedAndAFlagGoesBeforeIt() throws IOException {
        Files.writeString(folder.resolve("broken.crt"), "no certificate\n");
        shell.run("client", "config", "set", "cacert=ca.crt");
        assertThat(shell.run("backup", "logs", "b1").out()).isEqualTo("the log\n");
        assertThat(shell.run("backup", "logs", "b1", "--cacert", "broken.crt").exitCode())
                .isEqualTo(1);
    }

    @Test
    void theAuthorityOfTheLocationIsTrusted() throws IOException {
        location(Files.readString(SAMPLES.resolve("ca.crt")));
        assertThat(shell.run("backup", "logs", "b1").out()).isEqualTo("the log\n");
        assertThat(shell.run("restore", "logs", "r1").out()).isEqualTo("another log\n");
    }

    @Test
    void anotherHostsCertificateIsRefused() throws IOException {
        serving("named");
        Result result = shell.run("backup", "logs", "b1", "--cacert", "ca.crt");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("cannot reach the object store (");
    }

    @Test
    void whoAsksForItGetsFilesFromAnybody() throws IOException {
        serving("named");
        assertThat(shell.run("backup", "logs", "b1", "--insecure-skip-tls-verify").out())
                .isEqualTo("the log\n");
        assertThat(shell.run("restore", "logs", "r1", "--insecure-skip-tls-verify=true").out())
                .isEqualTo("another log\n");
        assertThat(shell.run("backup", "logs", "b1", "--insecure-skip-tls-verify=false").exitCode())
                .isEqualTo(1);
    }

    @Test
    void aFileWithoutCertificatesIsTold() throws IOException {
        Files.writeString(folder.resolve("broken.crt"), "no certificate\n");
        assertThat(shell.run("backup", "logs", "b1", "--cacert", "broken.crt").err())
                .startsWith("An error occurred: the certificates cannot be used: ")
                .endsWith("--cacert names a file of PEM certificates.\n");
        assertThat(shell.run("backup", "logs", "b1", "--cacert", "gone.crt").err())
                .startsWith("An error occurred: cannot read the certificates in gone.crt: ");
    }

    @Test
    void certificatesOfALocationThatAreNoneDoNoHarm() {
        location("no certificate");
        Result result = shell.run("backup", "logs", "b1", "--insecure-skip-tls-verify");
        assertThat(result.out()).isEqualTo("the log\n");
    }
}
