package ark.server;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.objectstore.filesystem.DownloadUrls;
import ark.objectstore.filesystem.DownloadUrls.Verdict;
import ark.process.HttpListener;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoredObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands out files to whoever has a signed URL: of locations whose store is a folder, and of those
/// that are encrypted with a customer's key, which S3 gives only to who sends the key along.
///
/// The bytes go out as they are stored, without `Content-Encoding`: clients uncompress them. A file
/// that does not exist is a 404, which clients take for "there is none"; a URL that is not ours,
/// was changed, or has expired is a 403.
final class DownloadPages {
    private static final Set<String> PROVIDERS = Set.of("filesystem", "velero.io/filesystem");
    private static final Set<String> CUSTOMER_KEYS =
            Set.of("customerKeyEncryptionFile", "customerKeyEncryptionSecret");
    private static final Logger log = LoggerFactory.getLogger(DownloadPages.class);

    /// From a location's name to the location and its store.
    interface Locations {
        Optional<BackupStorageLocation> find(String name);

        /// The whole bucket; the caller closes it.
        ObjectStore open(BackupStorageLocation location);
    }

    private final DownloadUrls urls;
    private final Locations locations;

    DownloadPages(DownloadUrls urls, Locations locations) {
        this.urls = urls;
        this.locations = locations;
    }

    Map<String, HttpHandler> paths() {
        return Map.of("/", this::handle);
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            HttpListener.answer(exchange, 405, "only GET and HEAD\n");
            return;
        }
        switch (urls.verify(exchange.getRequestURI())) {
            case Verdict.Refused(String reason) ->
                    HttpListener.answer(exchange, 403, reason + "\n");
            case Verdict.Granted(String location, String key) -> send(exchange, location, key);
        }
    }

    private void send(HttpExchange exchange, String location, String key) throws IOException {
        Optional<BackupStorageLocation> found = locations.find(location);
        if (found.isEmpty() || !handsOut(found.get())) {
            HttpListener.answer(exchange, 404, "no such location\n");
            return;
        }
        try (ObjectStore store = locations.open(found.get())) {
            Optional<StoredObject> object = store.head(key);
            if (object.isEmpty()) {
                HttpListener.answer(exchange, 404, "no such file\n");
            } else {
                send(exchange, store, object.get());
            }
        } catch (StoreException e) {
            log.atWarn().setCause(e).addKeyValue("location", location).log("a download failed");
            if (exchange.getResponseCode() < 0) {
                HttpListener.answer(exchange, 503, "the location does not answer\n");
            } // else the length that was promised is not reached, and the client notices
        }
    }

    private static boolean handsOut(BackupStorageLocation location) {
        BackupStorageLocationSpec spec = location.getSpec();
        return spec != null
                && (PROVIDERS.contains(String.valueOf(spec.provider()))
                        || CUSTOMER_KEYS.stream()
                                .anyMatch(
                                        Objects.requireNonNullElse(spec.config(), Map.of())
                                                ::containsKey));
    }

    private static void send(HttpExchange exchange, ObjectStore store, StoredObject object)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        boolean body = exchange.getRequestMethod().equals("GET") && object.bytes() > 0;
        if (!body) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(object.bytes()));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        try (InputStream content = store.get(object.key())) {
            exchange.sendResponseHeaders(200, object.bytes());
            content.transferTo(exchange.getResponseBody());
        }
    }
}
