package ark.restic.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AmazonRegionsTest {
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer amazon;
    private AmazonRegions regions;

    @BeforeEach
    void start() throws IOException {
        amazon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        amazon.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    String bucket = exchange.getRequestURI().getPath().substring(1);
                    if (!bucket.equals("absent")) {
                        exchange.getResponseHeaders().add("x-amz-bucket-region", "eu-central-1");
                    }
                    boolean head = exchange.getRequestMethod().equals("HEAD");
                    exchange.sendResponseHeaders(!head ? 500 : 403, -1);
                    exchange.close();
                });
        amazon.start();
        regions =
                new AmazonRegions(URI.create("http://127.0.0.1:" + amazon.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        amazon.stop(0);
    }

    @Test
    void readsTheRegionFromARefusalAndAsksOnce() {
        assertThat(regions.of("bucket")).isEqualTo("eu-central-1");
        assertThat(regions.of("bucket")).isEqualTo("eu-central-1");
        assertThat(requests).hasValue(1);
    }

    @Test
    void saysWhatToDoWhenTheAnswerNamesNone() {
        assertThatThrownBy(() -> regions.of("absent"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                .hasMessageContaining("config.region");
    }

    @Test
    void saysThatNobodyAnswers() {
        amazon.stop(0);
        assertThatThrownBy(() -> regions.of("bucket"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("config.region");
    }
}
