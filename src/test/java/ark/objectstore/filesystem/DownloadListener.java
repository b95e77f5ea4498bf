package ark.objectstore.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.spi.ObjectStore;
import ark.spi.StoreException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/// The server's download listener, as small as a test allows.
final class DownloadListener implements AutoCloseable {
    private final HttpServer server;
    private final AtomicReference<ObjectStore> store = new AtomicReference<>();
    private final AtomicReference<DownloadUrls> urls = new AtomicReference<>();

    DownloadListener() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void serve(ObjectStore objects, DownloadUrls signer) {
        store.set(objects);
        urls.set(signer);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (urls.get().verify(exchange.getRequestURI())) {
                case DownloadUrls.Verdict.Granted(_, String key) -> send(exchange, key);
                case DownloadUrls.Verdict.Refused(String reason) -> send(exchange, 403, reason);
            }
        }
    }

    private void send(HttpExchange exchange, String key) throws IOException {
        try (InputStream object = store.get().get(key)) {
            exchange.sendResponseHeaders(200, 0);
            object.transferTo(exchange.getResponseBody());
        } catch (StoreException e) {
            send(exchange, 404, e.reason().toString());
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
