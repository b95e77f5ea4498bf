package ark.objectstore.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.objectstore.filesystem.DownloadUrls.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownloadUrlsTest {
    private static final Secret KEY = new Secret("0123456789abcdef0123456789abcdef");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private static DownloadUrls at(Instant now) {
        return new DownloadUrls(KEY, "http://velero:8086/", InstantSource.fixed(now));
    }

    private static final DownloadUrls URLS = at(NOW);

    private static void assertRefused(String address, String reason) {
        assertThat(URLS.verify(URI.create(address))).isEqualTo(new Verdict.Refused(reason));
    }

    @Test
    void signsAddressesOfAFixedShape() {
        assertThat(URLS.sign("default", "backups/b1/b1.tar.gz", TEN_MINUTES).toString())
                .matches(
                        "http://velero:8086/download/default/backups/b1/b1\\.tar\\.gz"
                                + "\\?expires=1795263000&signature=[A-Za-z0-9_-]{43}");
    }

    @Test
    void recognisesItsOwnAddresses() {
        for (String key :
                List.of("k", "a/b", "a b+c&d=e?f#g%2f", "ü/日本", "../x", "a//b", "", "\n", "/")) {
            for (String location : List.of("default", "with.dot", "a b")) {
                URI address = URLS.sign(location, key, TEN_MINUTES);
                Verdict granted = new Verdict.Granted(location, key);
                assertThat(URLS.verify(address)).as(key).isEqualTo(granted);
                URI asServersSeeIt = URI.create(address.getRawPath() + "?" + address.getRawQuery());
                assertThat(URLS.verify(asServersSeeIt)).as(key).isEqualTo(granted);
            }
        }
    }

    @Test
    void recognisesAddressesBehindAProxy() {
        DownloadUrls behind = URLS.at("https://backups.example.com/ark");
        URI address = behind.sign("default", "k", TEN_MINUTES);
        assertThat(address.toString()).startsWith("https://backups.example.com/ark/download/");
        var granted = new Verdict.Granted("default", "k");
        assertThat(behind.verify(address)).isEqualTo(granted);
        String stripped = address.toString().replace("https://backups.example.com/ark", "");
        assertThat(behind.verify(URI.create(stripped))).isEqualTo(granted);
        assertThat(URLS.verify(URI.create(stripped))).isEqualTo(granted);
    }

    @Test
    void refusesAnAddressOnceItsTimeHasPassed() {
        URI address = URLS.sign("default", "k", TEN_MINUTES);
        assertThat(at(NOW.plusSeconds(599)).verify(address))
                .isEqualTo(new Verdict.Granted("default", "k"));
        assertThat(at(NOW.plusSeconds(600)).verify(address))
                .isEqualTo(new Verdict.Refused("the address has expired"));
    }

    @Test
    void refusesAnAddressThatWasChanged() {
        String address = URLS.sign("default", "backups/b1/k", TEN_MINUTES).toString();
        String wrong = "the signature does not fit the address";
        assertRefused(address.replace("b1", "b2"), wrong);
        assertRefused(address.replace("default", "other"), wrong);
        assertRefused(address.replace("default/backups", "default%2Fbackups"), wrong);
        assertRefused(address.replace("expires=1", "expires=2"), wrong);
        assertRefused(address.replaceFirst("signature=.{5}", "signature=AAAAA"), wrong);
        String other = address.replaceFirst("signature=.*", "");
        assertRefused(other, "this is not a signed address");
    }

    @Test
    void refusesAnAddressOfAnotherKey() {
        var otherKey = new Secret("another0another0another0another0");
        var other = new DownloadUrls(otherKey, "http://velero:8086", InstantSource.fixed(NOW));
        assertThat(URLS.verify(other.sign("default", "k", TEN_MINUTES)))
                .isEqualTo(new Verdict.Refused("the signature does not fit the address"));
    }

    @Test
    void refusesEverythingElse() {
        String good = URLS.sign("default", "k", TEN_MINUTES).toString();
        for (String address :
                List.of(
                        "/",
                        "/download",
                        "/download/",
                        "/download/default",
                        "/download/default/k",
                        "/download/default/k?",
                        "/other/default/k?" + good.substring(good.indexOf('?') + 1),
                        good + "&more=1",
                        good.replace("expires=", "expires=-"),
                        good.replace("expires=", "expires=99999999999999"),
                        good + "A",
                        "mailto:x")) {
            assertRefused(address, "this is not a signed address");
        }
    }

    @Test
    void takesNoShortKey() {
        InstantSource clock = InstantSource.fixed(NOW);
        assertThatThrownBy(() -> new DownloadUrls(new Secret("short"), "http://x", clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("short");
    }
}
