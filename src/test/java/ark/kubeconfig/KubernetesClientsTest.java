package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real TLS on the loopback interface.
class KubernetesClientsTest {
    @TempDir private Path home;
    private TlsServer server;
    private final AtomicReference<Instant> now = new AtomicReference<>(Samples.NOW);

    @BeforeEach
    void start() throws Exception {
        server = new TlsServer("server");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String cluster() {
        return "server: \"%s\", certificate-authority-data: %s"
                .formatted(server.url(), Samples.base64("ca.crt"));
    }

    private KubernetesClient client(String cluster, String user) {
        return KubernetesClients.open(config(cluster, user));
    }

    private Config config(String cluster, String user) {
        Path file = Samples.kubeconfig(home, cluster, user);
        var options = new KubeConfigOptions(file.toString(), "", "ark-test/1 (linux/amd64)");
        var environment =
                new Environment(Map.of("PATH", "/usr/bin:/bin"), home, home, false, now::get);
        Config config = KubeConfig.load(options, environment);
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    private void visit(String cluster, String user) {
        try (KubernetesClient client = client(cluster, user)) {
            assertThat(client.getKubernetesVersion().getGitVersion()).isEqualTo("v1.34.4");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.crt, rsa.pkcs1.key, 'CN=rsa,O=team'",
        "rsa.crt, rsa.pkcs8.key, 'CN=rsa,O=team'",
        "ec.crt, ec.sec1.key, 'CN=ec,O=team'",
        "ec.crt, ec.params.key, 'CN=ec,O=team'",
        "ec.crt, ec.pkcs8.key, 'CN=ec,O=team'",
        "ec384.crt, ec384.sec1.key, CN=ec384",
        "ed25519.crt, ed25519.pkcs8.key, CN=ed25519",
    })
    void showsTheClientCertificateFromFilesAndInline(String crt, String key, String subject) {
        visit(
                cluster(),
                "client-certificate: \"%s\", client-key: \"%s\""
                        .formatted(Samples.file(crt), Samples.file(key)));
        assertThat(server.lastVisit().certificate()).isEqualTo(subject);

        visit(
                cluster(),
                "client-certificate-data: %s, client-key-data: %s"
                        .formatted(Samples.base64(crt), Samples.base64(key)));
        assertThat(server.lastVisit().certificate()).isEqualTo(subject);
        assertThat(server.lastVisit().authorization()).isEmpty();
    }

    @Test
    void saysWhoItIs() {
        visit(cluster(), "token: abc, as: jane, as-groups: [a, b]");

        assertThat(server.lastVisit().authorization()).isEqualTo("Bearer abc");
        assertThat(server.lastVisit().headers().getFirst("User-Agent"))
                .isEqualTo("ark-test/1 (linux/amd64)");
        assertThat(server.lastVisit().headers().get("Impersonate-User")).containsExactly("jane");
        assertThat(server.lastVisit().headers().get("Impersonate-Group")).containsExactly("a", "b");
    }

    @Test
    void sendsUserAndPassword() {
        visit(cluster(), "username: jane, password: secret");

        assertThat(server.lastVisit().authorization()).isEqualTo("Basic amFuZTpzZWNyZXQ=");
    }

    @Test
    void readsATokenFileAgainAfterAMinuteAndAtOnceWhenTheTokenIsRefused() {
        Path token = Samples.write(home.resolve("token"), "first\n");
        try (KubernetesClient client = client(cluster(), "tokenFile: \"" + token + "\"")) {
            client.getKubernetesVersion();
            Samples.write(token, "second\n");
            client.getKubernetesVersion();
            assertThat(server.lastVisit().authorization()).isEqualTo("Bearer first");

            now.updateAndGet(time -> time.plus(Duration.ofSeconds(61)));
            client.getKubernetesVersion();
            assertThat(server.lastVisit().authorization()).isEqualTo("Bearer second");

            Samples.write(token, "third\n");
            server.acceptOnly(visit -> visit.authorization().equals("Bearer third"));
            client.getKubernetesVersion();
            assertThat(server.lastVisit().authorization()).isEqualTo("Bearer third");
        }
    }

    @Test
    void keepsTheTokenItHasWhileTheFileIsAway() throws Exception {
        Path token = Samples.write(home.resolve("token"), "first");
        try (KubernetesClient client = client(cluster(), "tokenFile: \"" + token + "\"")) {
            java.nio.file.Files.delete(token);
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(61)));
            client.getKubernetesVersion();
        }
        assertThat(server.lastVisit().authorization()).isEqualTo("Bearer first");
    }

    @Test
    void connectsAnewWithACertificateThatWasRenewedInPlace() {
        Path crt = Samples.write(home.resolve("c.crt"), Samples.text("ec.crt"));
        Path key = Samples.write(home.resolve("c.key"), Samples.text("ec.sec1.key"));
        String user = "client-certificate: \"%s\", client-key: \"%s\"".formatted(crt, key);
        try (KubernetesClient client = client(cluster(), user)) {
            client.getKubernetesVersion();
            Samples.write(crt, Samples.text("rsa.crt"));
            Samples.write(key, Samples.text("rsa.pkcs1.key"));
            server.acceptOnly(visit -> visit.certificate().contains("rsa"));
            client.getKubernetesVersion();
        }
        assertThat(server.lastVisit().certificate()).isEqualTo("CN=rsa,O=team");
    }

    @Test
    void believesOnlyTheAuthorityOfTheKubeconfig() {
        String stranger =
                "server: \"%s\", certificate-authority-data: %s"
                        .formatted(server.url(), Samples.base64("ec.crt"));
        Config config = config(stranger, "token: t");
        try (KubernetesClient client = KubernetesClients.open(config)) {
            assertThatThrownBy(client::getKubernetesVersion)
                    .satisfies(
                            e ->
                                    assertThat(
                                                    ClusterUnreachable.explain(
                                                            config, e, 0, Samples.NOW))
                                            .hasValueSatisfying(
                                                    said ->
                                                            assertThat(said.what())
                                                                    .isEqualTo(
                                                                            "cannot reach the"
                                                                                    + " cluster at "
                                                                                    + server.url()
                                                                                    + ": the server's"
                                                                                    + " certificate is not"
                                                                                    + " signed by an"
                                                                                    + " authority that we"
                                                                                    + " know")));
        }
        assertThat(server.visits()).isEmpty();
    }

    @Test
    void believesAnybodyWhenToldTo() {
        visit("server: \"%s\", insecure-skip-tls-verify: true".formatted(server.url()), "token: t");

        assertThat(server.visits()).hasSize(1);
    }

    @Test
    void asksForTheServerNameThatIsConfigured() throws Exception {
        try (TlsServer named = new TlsServer("named")) {
            String plain =
                    "server: \"%s\", certificate-authority-data: %s"
                            .formatted(named.url(), Samples.base64("ca.crt"));
            Config config = config(plain, "token: t");
            try (KubernetesClient client = KubernetesClients.open(config)) {
                assertThatThrownBy(client::getKubernetesVersion)
                        .satisfies(
                                e ->
                                        assertThat(
                                                        ClusterUnreachable.explain(
                                                                        config, e, 0, Samples.NOW)
                                                                .orElseThrow()
                                                                .what())
                                                .endsWith(
                                                        "the server's certificate is for another"
                                                                + " name"));
            }
            visit(plain + ", tls-server-name: api.example.dev", "token: t");
            String byName = plain.replace("127.0.0.1", "localhost");
            visit(byName + ", tls-server-name: api.example.dev", "token: t");
            assertThat(named.visits()).hasSize(2);
        }
    }

    @Test
    void endsItsThreadsWhenItIsClosed() {
        Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
        KubernetesClient client = client(cluster(), "token: t");
        client.getKubernetesVersion();
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeAll(ofOthers);

        client.close();

        assertThat(threads)
                .filteredOn(thread -> thread.getName().startsWith("HttpClient-"))
                .isNotEmpty()
                .allSatisfy(thread -> thread.join(Duration.ofSeconds(30)))
                .noneMatch(Thread::isAlive);
        assertThatThrownBy(client::getKubernetesVersion).isInstanceOf(RuntimeException.class);
    }
}
