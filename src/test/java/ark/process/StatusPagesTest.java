package ark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusPagesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private StatusPages.Health health = StatusPages.Health.NOT_READY;
    private final HttpListener listener =
            HttpListener.open("metrics", ListenAddress.parse("localhost:0"));

    @BeforeEach
    void serve() {
        listener.serve(new StatusPages(metrics, () -> health).paths());
    }

    @AfterEach
    void close() {
        listener.close();
    }

    @AfterAll
    static void closeClient() {
        CLIENT.close();
    }

    @Test
    void metricsAreServedAsPrometheusReadsThem() throws Exception {
        Counter.builder()
                .name("velero_backup_attempt_total")
                .labelNames("schedule")
                .register(metrics)
                .labelValues("nightly")
                .inc();
        HttpResponse<String> page = get("/metrics");
        assertThat(page.body()).contains("velero_backup_attempt_total{schedule=\"nightly\"} 1.0");
        assertThat(page.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
    }

    @Test
    void aServerThatStartsIsAliveAndNotReady() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void aServerThatLeadsOrStandsByIsReady() throws Exception {
        health = StatusPages.Health.READY;
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void aBrokenServerShallBeRestarted() throws Exception {
        health = StatusPages.Health.BROKEN;
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void aTakenPortIsNamedWithARemedy() {
        var taken = new ListenAddress("localhost", listener.port());
        assertThatThrownBy(() -> HttpListener.open("metrics", taken))
                .isInstanceOfSatisfying(
                        CannotStartException.class,
                        e -> assertThat(e.remedy()).contains("--metrics-address"))
                .hasMessageContaining("cannot listen on localhost:" + listener.port());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + listener.port() + path);
        return CLIENT.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
