package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterUnreachableTest {
    @TempDir private Path home;

    private Config config(String cluster, String user) {
        Path file = Samples.kubeconfig(home, cluster, user);
        Config config =
                KubeConfig.load(
                        new KubeConfigOptions(file.toString(), "", "ark"),
                        Samples.environment(home, Map.of()));
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    private static KubeConfigException said(Config config) {
        try (KubernetesClient client = KubernetesClients.open(config)) {
            client.getKubernetesVersion();
            throw new AssertionError("it was reached");
        } catch (RuntimeException e) {
            return ClusterUnreachable.explain(config, e, 0, Samples.NOW).orElseThrow();
        }
    }

    private static String certificate(String crt, String key) {
        return "client-certificate: \"%s\", client-key: \"%s\""
                .formatted(Samples.file(crt), Samples.file(key));
    }

    @Test
    void namesAnExpiredClientCertificateAndItsAge() {
        Config config =
                config(
                        "server: \"https://10.0.0.1:6443\"",
                        certificate("expired.crt", "ec.pkcs8.key"));
        Instant later = Instant.parse("2020-01-04T12:00:00Z");

        KubeConfigException said =
                ClusterUnreachable.explain(config, new IOException(), 401, later).orElseThrow();

        assertThat(said.what())
                .isEqualTo(
                        "cannot reach the cluster at https://10.0.0.1:6443:"
                                + " the client certificate expired 2 days ago (CN=late)");
        assertThat(said.remedy())
                .isEqualTo("Renew the kubeconfig, or name another one: --kubeconfig");
        assertThat(said(config, Instant.parse("2020-01-02T00:01:30Z")).what())
                .endsWith("expired 1 minute ago (CN=late)");
        assertThat(said(config, Instant.parse("2019-12-31T21:00:00Z")).what())
                .endsWith("is not valid for another 3 hours (CN=late)");
    }

    private static KubeConfigException said(Config config, Instant now) {
        return ClusterUnreachable.explain(config, new IOException(), 401, now).orElseThrow();
    }

    @Test
    void tellsWhoWasNotLetIn() {
        String server = "server: \"https://c\"";

        assertThat(said(config(server, certificate("ec.crt", "ec.pkcs8.key")), Samples.NOW).what())
                .endsWith("it does not know the authority of the client certificate (CN=ec)");
        assertThat(said(config(server, "token: abc"), Samples.NOW))
                .hasMessageContaining("the login in context \"main\" of " + home)
                .hasMessageNotContaining("abc");
        assertThat(said(config(server, ""), Samples.NOW).what())
                .contains("it wants a login, and context \"main\" of");
    }

    @Test
    void tellsThatThereIsNoSuchHost() {
        assertThat(said(config("server: \"https://no-such-host.invalid:6443\"", "")).what())
                .isEqualTo(
                        "cannot reach the cluster at https://no-such-host.invalid:6443:"
                                + " no such host");
    }

    @Test
    void tellsThatNobodyListens() throws IOException {
        try (var deaf = new Socket()) { // it has the port, so that nobody else listens there
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String server = "server: \"https://127.0.0.1:" + deaf.getLocalPort() + "\"";
            assertThat(said(config(server, "")).what())
                    .endsWith("nobody listens there (connection refused)");
        }
    }

    @Test
    void tellsThatNobodyAnswers() {
        Config config = config("server: \"https://c\"", "");
        var timeout = new IOException(new HttpConnectTimeoutException("timed out"));

        assertThat(ClusterUnreachable.explain(config, timeout, 0, Samples.NOW).orElseThrow().what())
                .endsWith("no answer in time");
    }

    @Test
    void tellsThatTheServerSpeaksNoTlsOrHangsUp() throws Exception {
        try (var socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUp(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"));
            String address = "127.0.0.1:" + socket.getLocalPort();
            assertThat(said(config("server: \"https://" + address + "\"", "")).what())
                    .endsWith("it does not speak TLS");
        }
        try (var socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUp(socket, ""));
            String address = "127.0.0.1:" + socket.getLocalPort();
            assertThat(said(config("server: \"http://" + address + "\"", "")).what())
                    .endsWith("it hung up without an answer");
        }
    }

    private static void hangUp(ServerSocket socket, String answer) {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                client.getInputStream().read(new byte[8192]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void saysNothingAboutOtherRefusals() {
        Config config = config("server: \"https://c\"", "");

        assertThat(ClusterUnreachable.explain(config, new IOException(), 403, Samples.NOW))
                .isEqualTo(Optional.empty());
        assertThat(
                        ClusterUnreachable.explain(
                                config, new IllegalStateException("a bug"), 0, Samples.NOW))
                .isEmpty();
    }
}
