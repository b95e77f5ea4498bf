package ark.process;

import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.function.Supplier;

/// What a program tells machines about itself: `/metrics`, `/healthz`, `/readyz`.
public final class StatusPages {
    /// How the program is, for the two health pages.
    public enum Health {
        /// Not yet, or no longer, of use: alive, not ready.
        NOT_READY,
        /// At work, or standing by to be.
        READY,
        /// It cannot go on and should be started anew.
        BROKEN
    }

    private final PrometheusRegistry metrics;
    private final Supplier<Health> health;
    private final ExpositionFormats formats = ExpositionFormats.init();

    public StatusPages(PrometheusRegistry metrics, Supplier<Health> health) {
        this.metrics = metrics;
        this.health = health;
    }

    public Map<String, HttpHandler> paths() {
        return Map.of("/metrics", metrics(), "/healthz", healthy(), "/readyz", ready());
    }

    private HttpHandler metrics() {
        return exchange -> {
            String accepted = exchange.getRequestHeaders().getFirst("Accept");
            ExpositionFormatWriter writer = formats.findWriter(accepted);
            var body = new ByteArrayOutputStream();
            writer.write(body, metrics.scrape());
            exchange.getResponseHeaders().set("Content-Type", writer.getContentType());
            exchange.sendResponseHeaders(200, body.size());
            body.writeTo(exchange.getResponseBody());
        };
    }

    private HttpHandler healthy() {
        return exchange -> {
            boolean broken = health.get() == Health.BROKEN;
            HttpListener.answer(exchange, broken ? 503 : 200, broken ? "broken\n" : "ok\n");
        };
    }

    private HttpHandler ready() {
        return exchange -> {
            boolean ready = health.get() == Health.READY;
            HttpListener.answer(exchange, ready ? 200 : 503, ready ? "ok\n" : "not ready\n");
        };
    }
}
