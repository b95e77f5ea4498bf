package ark.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
    private static String proxy(String server, Map<String, String> variables) {
        return new EnvironmentProxies(variables).of(URI.create(server));
    }

    @Test
    void readsTheVariablesThatGoReads() {
        Map<String, String> both = Map.of("HTTPS_PROXY", "http://s:1", "http_proxy", "http://p:2");

        assertThat(proxy("https://api:6443", both)).isEqualTo("http://s:1");
        assertThat(proxy("http://api", both)).isEqualTo("http://p:2");
        assertThat(proxy("https://api", Map.of("https_proxy", "s:1"))).isEqualTo("http://s:1");
        assertThat(proxy("https://api", Map.of("ALL_PROXY", "http://s:1"))).isEmpty();
        assertThat(proxy("https://api", Map.of("HTTPS_PROXY", "socks5://u:p@s:1")))
                .isEqualTo("socks5://u:p@s:1");
    }

    @ParameterizedTest
    @CsvSource({
        "api.corp.example, corp.example, true",
        "corp.example, corp.example, true",
        "notcorp.example, corp.example, false",
        "api.corp.example, .corp.example, true",
        "corp.example, .corp.example, false",
        "api.corp.example, *.corp.example, true",
        "API.Corp.Example, corp.example, true",
        "api, *, true",
        "api, 'x, api ,y', true",
        "api, api:6443, true",
        "api, api:443, false",
        "10.1.2.3, 10.0.0.0/8, true",
        "11.1.2.3, 10.0.0.0/8, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.3:6443, true",
        "10.1.2.3, 10.1.2.3:6444, false",
        "[fd00::1], fd00::/8, true",
        "[fd00::1], fd00::1, true",
        "[fd00::1], '[fd00::1]:6443', true",
        "10.1.2.3, fd00::/8, false",
        "10.1.2.3, 10.0.0.0/99, false",
        "localhost, '', true",
        "127.0.0.1, '', true",
        "[::1], '', true",
        "api, '', false",
    })
    void exceptsWhatGoExcepts(String host, String exceptions, boolean direct) {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", exceptions);

        assertThat(proxy("https://" + host + ":6443", variables).isEmpty()).isEqualTo(direct);
    }
}
