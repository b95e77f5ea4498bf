package ark.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP listener; every request runs on a virtual thread of its own.
public final class HttpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpListener(HttpServer server) {
        this.server = server;
    }

    /// Opens the port. Until [#serve] is called every page is a 404.
    ///
    /// @param purpose the beginning of its flag: `metrics`
    /// @throws CannotStartException when the address cannot be listened on
    public static HttpListener open(String purpose, ListenAddress address) {
        try {
            var listener = new HttpListener(HttpServer.create(address.socket(), 0));
            listener.server.setExecutor(listener.threads);
            listener.server.start();
            log.atInfo().addKeyValue("port", listener.port()).log("listening for " + purpose);
            return listener;
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStartException(
                    "cannot listen on " + address + " for " + purpose + ": " + e.getMessage(),
                    "Another one may run on this machine. Choose another address: --"
                            + purpose
                            + "-address",
                    e);
        }
    }

    /// Answers from now on.
    ///
    /// @param paths what answers, by the beginning of the path
    public void serve(Map<String, HttpHandler> paths) {
        paths.forEach((path, handler) -> server.createContext(path, guarded(handler)));
    }

    /// A request that fails is one line in the log, and a 500 when nothing was sent yet.
    private static HttpHandler guarded(HttpHandler handler) {
        return exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("a request failed");
                if (exchange.getResponseCode() < 0) {
                    answer(exchange, 500, "internal error\n");
                }
            }
        };
    }

    /// Sends a short text.
    public static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /// The port that it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    /// Closes the port and drops what is under way.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
