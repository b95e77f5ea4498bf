package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.testing.FakeProxy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyBridgeTest {
    @TempDir private Path home;
    private TlsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TlsServer("server");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Config config(String proxy) {
        Path file =
                Samples.kubeconfig(
                        home,
                        "server: \"%s\", certificate-authority-data: %s, proxy-url: \"%s\""
                                .formatted(server.url(), Samples.base64("ca.crt"), proxy),
                        "token: t");
        Config config =
                KubeConfig.load(
                        new KubeConfigOptions(file.toString(), "", "ark"),
                        Samples.environment(home, Map.of()));
        config.setRequestRetryBackoffLimit(0);
        return config;
    }

    private void visit(String proxy) {
        try (KubernetesClient client = KubernetesClients.open(config(proxy))) {
            assertThat(client.getKubernetesVersion().getGitVersion()).isEqualTo("v1.34.4");
            assertThat(client.getKubernetesVersion().getGitVersion()).isEqualTo("v1.34.4");
        }
    }

    @Test
    void goesThroughAPlainProxy() throws Exception {
        try (FakeProxy proxy = FakeProxy.http("")) {
            visit("http://127.0.0.1:" + proxy.port());
            assertThat(proxy.tunnels()).containsExactly("127.0.0.1:" + server.port());
        }
    }

    @Test
    void logsInAtAProxy() throws Exception {
        try (FakeProxy proxy = FakeProxy.http("jane:s%cret")) {
            visit("http://jane:s%25cret@127.0.0.1:" + proxy.port());
            assertThat(proxy.tunnels()).containsExactly("127.0.0.1:" + server.port());
        }
    }

    @Test
    void goesThroughSocksWithAndWithoutALogin() throws Exception {
        try (FakeProxy proxy = FakeProxy.socks("")) {
            visit("socks5://127.0.0.1:" + proxy.port());
            assertThat(proxy.tunnels()).containsExactly("127.0.0.1:" + server.port());
        }
        try (FakeProxy proxy = FakeProxy.socks("jane:secret")) {
            visit("socks5://jane:secret@127.0.0.1:" + proxy.port());
            assertThat(proxy.tunnels()).containsExactly("127.0.0.1:" + server.port());
        }
    }

    @Test
    void tellsWhatTheProxyHasAgainstUs() throws Exception {
        try (FakeProxy proxy = FakeProxy.http("jane:right")) {
            Config config = config("http://jane:wrong@127.0.0.1:" + proxy.port());
            try (KubernetesClient client = KubernetesClients.open(config)) {
                assertThatThrownBy(client::getKubernetesVersion)
                        .satisfies(
                                e -> {
                                    KubeConfigException said =
                                            ClusterUnreachable.explain(config, e, 0, Samples.NOW)
                                                    .orElseThrow();
                                    assertThat(said.what()).contains("407");
                                    assertThat(said.remedy()).contains("proxy-url");
                                    assertThat(said).hasMessageNotContaining("wrong");
                                });
            }
        }
    }

    @Test
    void refusesToTunnelAnywhereElse() throws Exception {
        try (FakeProxy proxy = FakeProxy.http("");
                var bridge =
                        new ProxyBridge(
                                java.net.URI.create("http://u:p@127.0.0.1:" + proxy.port()),
                                java.net.URI.create(server.url()));
                var socket = new java.net.Socket()) {
            socket.connect(bridge.address());
            socket.getOutputStream()
                    .write(
                            "CONNECT elsewhere:443 HTTP/1.1\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
            assertThat(proxy.tunnels()).isEmpty();
        }
    }
}
