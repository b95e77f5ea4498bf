package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecPluginTest {
    private static final String V1 = "client.authentication.k8s.io/v1";

    @TempDir private Path home;
    private TlsServer server;
    private final AtomicReference<Instant> now = new AtomicReference<>(Samples.NOW);
    private boolean terminal;

    @BeforeEach
    void start() throws Exception {
        server = new TlsServer("server");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// A plugin that runs this shell text; `$count` is how often it ran.
    private void plugin(String script) throws IOException {
        Path file =
                Samples.write(
                        home.resolve("plugins/acme-login"),
                        """
                        #!/bin/sh
                        echo run >> "%1$s"
                        count=$(wc -l < "%1$s")
                        %2$s
                        """
                                .formatted(home.resolve("runs"), script));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String token(String status) {
        return "echo '{\"apiVersion\":\"%s\",\"kind\":\"ExecCredential\",\"status\":{%s}}'"
                .formatted(V1, status);
    }

    private long runs() throws IOException {
        return Files.readAllLines(home.resolve("runs")).size();
    }

    private Config config(String exec) {
        Path file =
                Samples.kubeconfig(
                        home,
                        "server: \"%s\", certificate-authority-data: %s"
                                .formatted(server.url(), Samples.base64("ca.crt")),
                        "exec: {apiVersion: " + V1 + ", command: acme-login, " + exec + "}");
        String path = home.resolve("plugins") + ":/usr/bin:/bin";
        var environment =
                new Environment(
                        Map.of("PATH", path, "HERE", "yes"), home, home, terminal, now::get);
        Config config =
                KubeConfig.load(new KubeConfigOptions(file.toString(), "", "ark"), environment);
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    private KubernetesClient client(String exec) {
        return KubernetesClients.open(config(exec));
    }

    @Test
    void asksThePluginOnceForATokenThatDoesNotExpire() throws Exception {
        plugin(token("\"token\":\"t1\""));

        try (KubernetesClient client = client("")) {
            client.getKubernetesVersion();
            client.getKubernetesVersion();
        }

        assertThat(server.lastVisit().authorization()).isEqualTo("Bearer t1");
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void asksAgainWhenTheTokenExpiresAndWhenItIsRefused() throws Exception {
        plugin(
                "echo '{\"apiVersion\":\""
                        + V1
                        + "\",\"status\":{\"token\":\"t'$count'\","
                        + "\"expirationTimestamp\":\"2027-03-01T17:00:00Z\"}}'");
        try (KubernetesClient client = client("")) {
            client.getKubernetesVersion();
            now.set(Instant.parse("2027-03-01T16:59:55Z"));
            client.getKubernetesVersion();
            assertThat(server.lastVisit().authorization()).isEqualTo("Bearer t2");

            now.set(Samples.NOW);
            server.acceptOnly(visit -> visit.authorization().equals("Bearer t3"));
            client.getKubernetesVersion();
            assertThat(server.lastVisit().authorization()).isEqualTo("Bearer t3");
        }
    }

    @Test
    void usesTheCertificateThatThePluginGivesAndItsRenewal() throws Exception {
        plugin(
                "[ $count = 1 ] && n=ec k=ec.sec1 || { n=rsa; k=rsa.pkcs1; }\n"
                        + "pem() { awk '{printf \"%s\\\\n\", $0}' \""
                        + Samples.file("")
                        + "/$1\"; }\n"
                        + "printf '{\"apiVersion\":\"%s\",\"status\":{\"clientCertificateData\":\"%s\","
                        + "\"clientKeyData\":\"%s\"}}' "
                        + V1
                        + " \"$(pem $n.crt)\" \"$(pem $k.key)\"");
        try (KubernetesClient client = client("")) {
            client.getKubernetesVersion();
            assertThat(server.lastVisit().certificate()).isEqualTo("CN=ec,O=team");

            server.acceptOnly(visit -> visit.certificate().contains("rsa"));
            client.getKubernetesVersion();
            assertThat(server.lastVisit().certificate()).isEqualTo("CN=rsa,O=team");
        }
    }

    @Test
    void givesThePluginItsArgumentsItsEnvironmentAndTheCluster() throws Exception {
        plugin(
                "echo \"$*|$HERE|$EXTRA|$KUBERNETES_EXEC_INFO\" > "
                        + home.resolve("seen")
                        + "\n"
                        + token("\"token\":\"t\""));
        try (KubernetesClient client =
                client(
                        "args: [get, token], env: [{name: EXTRA, value: more}],"
                                + " provideClusterInfo: true, interactiveMode: Never")) {
            client.getKubernetesVersion();
        }

        assertThat(Files.readString(home.resolve("seen")))
                .startsWith("get token|yes|more|{\"apiVersion\":\"" + V1 + "\"")
                .contains("\"interactive\":false")
                .contains("\"server\":\"" + server.url() + "\"")
                .contains("\"certificate-authority-data\":\"" + Samples.base64("ca.crt") + "\"");
    }

    @Test
    void aTokenInTheFileWinsOverThePlugin() throws Exception {
        plugin("exit 1");
        config("");
        String file = Files.readString(home.resolve("config"));
        Path both = Samples.write(home.resolve("config"), file.replace("exec:", "token: a, exec:"));
        var environment = Samples.environment(home, Map.of());

        Config config =
                KubeConfig.load(new KubeConfigOptions(both.toString(), "", "ark"), environment);

        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("a");
    }

    @Test
    void tellsThatThePluginIsNotInstalledInItsOwnWords() {
        assertThatThrownBy(() -> client("installHint: 'Get it: acme login'").getKubernetesVersion())
                .isInstanceOfSatisfying(
                        KubeConfigException.class,
                        e -> {
                            assertThat(e.what())
                                    .isEqualTo(
                                            "user \"u\" of "
                                                    + home.resolve("config")
                                                    + ": cannot start the credential plugin acme-login:"
                                                    + " no such program in PATH");
                            assertThat(e.remedy()).isEqualTo("Get it: acme login");
                        });
    }

    @Test
    void tellsHowThePluginFailed() throws Exception {
        plugin("echo useless; echo 'session is over' >&2; exit 3");
        assertThatThrownBy(() -> client("").getKubernetesVersion())
                .hasMessageContaining("acme-login exited with 3: session is over");
        plugin("echo no json");
        assertThatThrownBy(() -> client("").getKubernetesVersion())
                .hasMessageContaining("did not print an ExecCredential");
        plugin("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}'");
        assertThatThrownBy(() -> client("").getKubernetesVersion())
                .hasMessageContaining("v1beta1 instead of " + V1);
        plugin(token(""));
        assertThatThrownBy(() -> client("").getKubernetesVersion())
                .hasMessageContaining("gave neither a token nor a certificate");
        plugin(token("\"token\":\"t\",\"expirationTimestamp\":\"tomorrow\""));
        assertThatThrownBy(() -> client("").getKubernetesVersion())
                .hasMessageContaining("expirationTimestamp that is no time: tomorrow");
    }

    @Test
    void tellsThatAPluginNeedsATerminal() throws Exception {
        plugin(token("\"token\":\"t\""));

        assertThatThrownBy(() -> client("interactiveMode: Always").getKubernetesVersion())
                .hasMessageContaining("acme-login needs a terminal");
    }

    @Test
    void refusesAVersionOfTheProtocolThatIsGone() throws Exception {
        plugin(token("\"token\":\"t\""));
        String old = "interactiveMode: Never}, x: {";
        Path file = home.resolve("config");
        config(old);
        Samples.write(file, Files.readString(file).replace("io/v1,", "io/v1alpha1,"));
        Config config =
                KubeConfig.load(
                        new KubeConfigOptions(file.toString(), "", "ark"),
                        Samples.environment(home, Map.of("PATH", home + "/plugins:/bin:/usr/bin")));

        assertThatThrownBy(() -> KubernetesClients.open(config).getKubernetesVersion())
                .hasMessageContaining("v1alpha1, which nobody does now");
    }
}
