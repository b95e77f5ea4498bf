package ark.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxiesTest {
    private static String proxy(String server, Map<String, String> variables) {
        return Proxies.of(server, Samples.environment(Path.of("/"), variables));
    }

    @Test
    void takesTheProxyOfTheEnvironment() {
        assertThat(proxy("https://api", Map.of("https_proxy", "s:1"))).isEqualTo("http://s:1");
        assertThat(proxy("https://api", Map.of("NO_PROXY", "api", "HTTPS_PROXY", "s:1"))).isEmpty();
        assertThatThrownBy(() -> proxy("https://api", Map.of("HTTPS_PROXY", "ftp://s:1")))
                .isInstanceOf(KubeConfigException.class);
    }

    @Test
    void refusesAProxyItCannotUseWithoutShowingItsPassword() {
        assertThatThrownBy(() -> Proxies.checked("ftp://jane:secret@proxy:21"))
                .hasMessageContaining("the proxy ftp://proxy:21 is of a kind")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Proxies.checked("http://[broken"))
                .isInstanceOf(KubeConfigException.class);
    }
}
