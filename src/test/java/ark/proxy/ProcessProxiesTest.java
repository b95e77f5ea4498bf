package ark.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessProxiesTest {
    private static Proxy selected(String server, Map<String, String> variables) {
        return new ProcessProxies(variables).select(URI.create(server)).getFirst();
    }

    @Test
    void takesTheVariableOfTheSchemeOfTheServer() {
        Map<String, String> both = Map.of("HTTPS_PROXY", "s:1", "HTTP_PROXY", "http://p");
        assertThat(selected("https://bucket/x", both).toString())
                .startsWith("HTTP @ s")
                .endsWith(":1");
        assertThat(((InetSocketAddress) selected("http://bucket", both).address()).getPort())
                .isEqualTo(80);
        assertThat(selected("https://bucket", Map.of("HTTP_PROXY", "http://p")))
                .isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void leavesOutWhatTheEnvironmentExceptsAndWhatIsNotTheWeb() {
        Map<String, String> some = Map.of("HTTPS_PROXY", "s:1", "NO_PROXY", "10.0.0.0/8,.svc");
        assertThat(selected("https://10.1.2.3", some)).isEqualTo(Proxy.NO_PROXY);
        assertThat(selected("https://minio.velero.svc", some)).isEqualTo(Proxy.NO_PROXY);
        assertThat(selected("socket://bucket:443", some)).isEqualTo(Proxy.NO_PROXY);
        assertThat(selected("https://bucket", some)).isNotEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void knowsSocks() {
        Map<String, String> socks = Map.of("HTTPS_PROXY", "socks5://s");
        assertThat(selected("https://bucket", socks).type()).isEqualTo(Proxy.Type.SOCKS);
    }

    @Test
    void refusesWhatTheJdkCannotUseWithoutShowingThePassword() {
        for (String proxy : new String[] {"https://jane:secret@s:1", "http://jane:secret@ s"}) {
            assertThatThrownBy(() -> selected("https://bucket", Map.of("HTTPS_PROXY", proxy)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("proxy")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void givesALoginToItsProxyOnly() {
        var proxies = new ProcessProxies(Map.of("HTTPS_PROXY", "http://jane:se%20cret@proxy:1"));
        assertThat(proxies.login("https://bucket", "proxy"))
                .hasValueSatisfying(
                        login -> {
                            assertThat(login.getUserName()).isEqualTo("jane");
                            assertThat(login.getPassword())
                                    .containsExactly("se cret".toCharArray());
                        });
        assertThat(proxies.login("https://bucket", "elsewhere")).isEmpty();
        assertThat(proxies.login("http://bucket", "proxy")).isEmpty();
        assertThat(proxies.login("https://localhost", "proxy")).isEmpty();
    }
}
