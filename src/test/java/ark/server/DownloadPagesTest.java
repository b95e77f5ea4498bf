package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.item.Secret;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.objectstore.filesystem.DownloadUrls;
import ark.process.HttpListener;
import ark.process.ListenAddress;
import ark.spi.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DownloadPagesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String KEY = "backups/b1/b1-logs.gz";

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private ObjectStore store = bucket;
    private String provider = "filesystem";
    private Map<String, String> config = Map.of();
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");
    private final HttpListener listener =
            HttpListener.open("download", ListenAddress.parse("localhost:0"));
    private final DownloadUrls urls =
            new DownloadUrls(
                    new Secret("k".repeat(43)), "http://localhost:" + listener.port(), () -> now);

    @BeforeEach
    void serve() {
        listener.serve(new DownloadPages(urls, new Locations()).paths());
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
    void aFileComesAsItIsStored() throws Exception {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        bucket.put(KEY, content);
        HttpResponse<byte[]> answer = get(sign("default", KEY));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).contains("300000");
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/octet-stream");
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        bucket.put(KEY, "");
        HttpResponse<byte[]> answer = get(sign("default", KEY));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aFileThatDoesNotExistIsNotFound() throws Exception {
        assertThat(get(sign("default", KEY)).statusCode()).isEqualTo(404);
    }

    @Test
    void aLocationThatDoesNotExistIsNotFound() throws Exception {
        assertThat(get(sign("other", KEY)).statusCode()).isEqualTo(404);
    }

    @Test
    void onlyFoldersAndWhatACustomersKeyEncryptsAreHandedOut() throws Exception {
        bucket.put(KEY, "x");
        provider = "aws";
        assertThat(get(sign("default", KEY)).statusCode()).isEqualTo(404);
        config = Map.of("customerKeyEncryptionSecret", "keys/backups");
        assertThat(get(sign("default", KEY)).statusCode()).isEqualTo(200);
    }

    @Test
    void aUrlThatWasChangedIsForbidden() throws Exception {
        bucket.put(KEY, "x");
        bucket.put("backups/b2/b2-logs.gz", "y");
        String signed = sign("default", KEY).toString();
        for (String changed :
                new String[] {
                    signed.replace("b1", "b2"),
                    signed.replace("expires=", "expires=9"),
                    signed.replaceAll("signature=.*", "signature=" + "A".repeat(43)),
                    signed.replaceAll("\\?.*", ""),
                    signed.replace("/download/", "/download/default/../"),
                    signed.replace("/download/", "/"),
                }) {
            assertThat(get(URI.create(changed)).statusCode()).as(changed).isEqualTo(403);
        }
    }

    @Test
    void aUrlExpires() throws Exception {
        bucket.put(KEY, "x");
        URI url = sign("default", KEY);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(get(url).statusCode()).isEqualTo(403);
    }

    @Test
    void theLengthCanBeAskedFor() throws Exception {
        bucket.put(KEY, "hello");
        HttpResponse<byte[]> answer =
                send(
                        HttpRequest.newBuilder(sign("default", KEY))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build());
        assertThat(answer.headers().firstValue("Content-Length")).contains("5");
    }

    @Test
    void nothingCanBeStored() throws Exception {
        HttpRequest post =
                HttpRequest.newBuilder(sign("default", KEY))
                        .PUT(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
        assertThat(send(post).statusCode()).isEqualTo(405);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void aStoreThatFailsIsSaidToBeUnavailable() throws Exception {
        bucket.put(KEY, "x");
        store = FaultyObjectStore.dyingAfter(bucket, 0);
        assertThat(get(sign("default", KEY)).statusCode()).isEqualTo(503);
    }

    @Test
    void aFileThatBreaksOffHalfwayIsNoWholeFile() {
        bucket.put(KEY, "0123456789");
        store = new BreakingOff(bucket).store();
        assertThatThrownBy(() -> get(sign("default", KEY))).isInstanceOf(IOException.class);
    }

    private URI sign(String location, String key) {
        return urls.sign(location, key, Duration.ofMinutes(10));
    }

    private HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).build());
    }

    private static HttpResponse<byte[]> send(HttpRequest request)
            throws IOException, InterruptedException {
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /// A store whose objects are shorter than it says.
    private record BreakingOff(MemoryObjectStore whole) {
        ObjectStore store() {
            return (ObjectStore)
                    java.lang.reflect.Proxy.newProxyInstance(
                            ObjectStore.class.getClassLoader(),
                            new Class<?>[] {ObjectStore.class},
                            (_, method, arguments) ->
                                    method.getName().equals("get")
                                            ? (InputStream)
                                                    new ByteArrayInputStream("0123".getBytes(UTF_8))
                                            : method.invoke(whole, arguments));
        }
    }

    private final class Locations implements DownloadPages.Locations {
        @Override
        public Optional<BackupStorageLocation> find(String name) {
            var location = new BackupStorageLocation();
            location.setSpec(
                    BackupStorageLocationSpec.builder().provider(provider).config(config).build());
            return Optional.of(location).filter(_ -> name.equals("default"));
        }

        @Override
        public ObjectStore open(BackupStorageLocation location) {
            return store;
        }
    }
}
