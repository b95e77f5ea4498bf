package ark.cli;

import ark.cli.session.Kind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// An object store on the loopback interface, and the part of the server that answers
/// `DownloadRequest`s with addresses in it.
final class FakeBucket implements AutoCloseable {
    private final String scheme;
    private final HttpServer http;
    private final Map<String, Answer> answers = new HashMap<>();

    /// @param length what the header promises
    private record Answer(int status, ByteBuffer body, long length) {
        static Answer of(int status, byte[] body) {
            return new Answer(status, ByteBuffer.wrap(body), body.length);
        }
    }

    FakeBucket(FakeApi api) {
        this(api, "http", FakeBucket::plain);
    }

    /// A store that is reached by https.
    ///
    /// @param samples the folder with the certificates and their key
    /// @param certificate the certificate's name
    static FakeBucket overTls(FakeApi api, Path samples, String certificate) {
        return new FakeBucket(
                api,
                "https",
                address -> {
                    HttpsServer server = HttpsServer.create(address, 0);
                    server.setHttpsConfigurator(
                            new HttpsConfigurator(TlsIdentity.of(samples, certificate)));
                    return server;
                });
    }

    private interface Creation {
        HttpServer at(InetSocketAddress address) throws IOException;
    }

    private static HttpServer plain(InetSocketAddress address) throws IOException {
        return HttpServer.create(address, 0);
    }

    private FakeBucket(FakeApi api, String scheme, Creation creation) {
        this.scheme = scheme;
        try {
            http = creation.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", this::answer);
        http.start();
        api.whenCreated(Kind.DOWNLOAD_REQUEST, this::sign);
    }

    String address() {
        return scheme + "://127.0.0.1:" + http.getAddress().getPort();
    }

    /// Serves a text as a gzip file.
    void put(String kind, String name, String text) {
        putRaw(kind, name, gzip(text.getBytes(StandardCharsets.UTF_8)));
    }

    void putRaw(String kind, String name, byte[] body) {
        answers.put("/" + kind + "/" + name, Answer.of(200, body));
    }

    /// Serves fewer bytes than it promises.
    void cutOff(String kind, String name, byte[] body) {
        answers.put(
                "/" + kind + "/" + name, new Answer(200, ByteBuffer.wrap(body), body.length + 10));
    }

    void refuse(String kind, String name, int status, String words) {
        byte[] body = words.getBytes(StandardCharsets.UTF_8);
        answers.put("/" + kind + "/" + name, Answer.of(status, body));
    }

    static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private ObjectNode sign(ObjectNode request) {
        String path =
                "/"
                        + request.at("/spec/target/kind").asText()
                        + "/"
                        + request.at("/spec/target/name").asText();
        request.putObject("status")
                .put("phase", "Processed")
                .put("downloadURL", address() + path + "?signature=secret");
        return request;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Answer answer =
                answers.getOrDefault(
                        exchange.getRequestURI().getPath(), Answer.of(404, new byte[0]));
        try (exchange) {
            exchange.sendResponseHeaders(
                    answer.status(), answer.length() == 0 ? -1 : answer.length());
            exchange.getResponseBody().write(answer.body().array());
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            // The client has seen enough.
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
