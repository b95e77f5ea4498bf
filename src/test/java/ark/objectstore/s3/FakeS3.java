package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// So much of S3 as the store uses, in memory, for one bucket. It believes every signature of the
/// right access key.
final class FakeS3 implements AutoCloseable {
    static final String BUCKET = "bucket";
    static final String ACCESS_KEY = "AKIDFORTESTS";
    static final String SECRET_KEY = "neverInAnyMessage+7Q";

    private static final int PAGE = 20;

    private final String scheme;
    private final HttpServer server;
    private final NavigableMap<String, Blob> objects = new ConcurrentSkipListMap<>();
    private final Map<String, SortedMap<Integer, Blob>> uploads = new ConcurrentSkipListMap<>();
    private final Map<String, String> uploadKeys = new ConcurrentSkipListMap<>();
    private final AtomicInteger uploadNumbers = new AtomicInteger();
    private final Map<String, Integer> partCounts = new ConcurrentSkipListMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean conditional = true;

    FakeS3() throws IOException {
        this("http", HttpServer.create());
    }

    /// One that speaks TLS.
    FakeS3(SSLContext context) throws IOException {
        this("https", secure(context));
    }

    private static HttpServer secure(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    private FakeS3(String scheme, HttpServer server) throws IOException {
        this.scheme = scheme;
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Method, path and query of all requests, with chosen headers.
    List<String> requests() {
        return List.copyOf(requests);
    }

    /// Begins an upload that nobody goes on with.
    void beginUpload(String key) {
        String fresh = "upload-" + uploadNumbers.incrementAndGet();
        uploads.put(fresh, new TreeMap<>());
        uploadKeys.put(fresh, key);
    }

    /// Uploads that were neither completed nor aborted.
    int openUploads() {
        return uploads.size();
    }

    List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    /// From now on it says that it does not know conditional puts.
    void forgetConditionalPuts() {
        conditional = false;
    }

    void clear() {
        objects.clear();
        uploads.clear();
        requests.clear();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var request = new Request(exchange, body);
            requests.add(request.line());
            if (!request.header("Authorization").contains(ACCESS_KEY)) {
                fail(exchange, 403, "InvalidAccessKeyId");
            } else if (!request.bucket().equals(BUCKET)) {
                fail(exchange, 404, "NoSuchBucket");
            } else if (request.key().isEmpty()) {
                listOrHead(exchange, request);
            } else {
                object(exchange, request);
            }
        }
    }

    private void listOrHead(HttpExchange exchange, Request request) throws IOException {
        if (request.method().equals("HEAD")) {
            exchange.getResponseHeaders().set("x-amz-bucket-region", "moon-1");
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        if (("&" + exchange.getRequestURI().getQuery() + "&").contains("&uploads")) {
            listUploads(exchange, request);
            return;
        }
        String prefix = request.query("prefix");
        String delimiter = request.query("delimiter");
        var entries = new TreeSet<String>();
        for (String key : objects.keySet()) {
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (key.startsWith(prefix)) {
                entries.add(end < 0 ? key : key.substring(0, end + 1));
            }
        }
        List<String> rest =
                entries.tailSet(request.query("continuation-token"), false).stream().toList();
        List<String> page = rest.subList(0, Math.min(PAGE, rest.size()));
        var xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
        for (String entry : page) {
            String encoded = URLEncoder.encode(entry, UTF_8);
            if (!delimiter.isEmpty() && entry.endsWith(delimiter)) {
                xml.append("<CommonPrefixes><Prefix>" + encoded + "</Prefix></CommonPrefixes>");
            } else {
                xml.append("<Contents><Key>" + encoded + "</Key><Size>");
                xml.append(sizeOf(entry) + "</Size>");
                xml.append("<LastModified>2026-11-21T12:00:00.000Z</LastModified></Contents>");
            }
        }
        boolean truncated = page.size() < rest.size();
        xml.append("<IsTruncated>" + truncated + "</IsTruncated>");
        if (truncated) {
            xml.append("<NextContinuationToken>" + page.getLast() + "</NextContinuationToken>");
        }
        send(exchange, 200, xml.append("</ListBucketResult>").toString().getBytes(UTF_8));
    }

    /// One to a page, begun at noon.
    private void listUploads(HttpExchange exchange, Request request) throws IOException {
        List<String> ids =
                uploads.keySet().stream()
                        .filter(id -> keyOf(id).startsWith(request.query("prefix")))
                        .filter(id -> id.compareTo(request.query("upload-id-marker")) > 0)
                        .toList();
        var xml = new StringBuilder("<ListMultipartUploadsResult>");
        for (String id : ids.stream().limit(1).toList()) {
            String key = URLEncoder.encode(keyOf(id), UTF_8);
            xml.append("<Upload><Key>" + key + "</Key><UploadId>" + id + "</UploadId>");
            xml.append("<Initiated>2026-11-21T12:00:00.000Z</Initiated></Upload>");
            xml.append("<NextKeyMarker>" + key + "</NextKeyMarker>");
            xml.append("<NextUploadIdMarker>" + id + "</NextUploadIdMarker>");
        }
        xml.append("<EncodingType>url</EncodingType>");
        xml.append("<IsTruncated>" + (ids.size() > 1) + "</IsTruncated>");
        String text = xml.append("</ListMultipartUploadsResult>").toString();
        send(exchange, 200, text.getBytes(UTF_8));
    }

    private String keyOf(String upload) {
        return uploadKeys.getOrDefault(upload, "");
    }

    private int sizeOf(String key) {
        Blob blob = objects.get(key);
        return blob == null ? 0 : blob.bytes.length;
    }

    private void object(HttpExchange exchange, Request request) throws IOException {
        switch (request.method()) {
            case "PUT" -> put(exchange, request);
            case "POST" -> post(exchange, request);
            case "GET", "HEAD" -> get(exchange, request);
            case "DELETE" -> {
                if (request.query("uploadId").isEmpty()) {
                    objects.remove(request.key());
                } else {
                    uploads.remove(request.query("uploadId"));
                }
                exchange.sendResponseHeaders(204, -1);
            }
            default -> fail(exchange, 405, "MethodNotAllowed");
        }
    }

    private void put(HttpExchange exchange, Request request) throws IOException {
        String md5 = request.header("Content-MD5");
        if (!md5.equals(Base64.getEncoder().encodeToString(md5(request.body())))) {
            fail(exchange, 400, "BadDigest");
            return;
        }
        Blob content = new Blob(request.body());
        boolean only = request.header("If-None-Match").equals("*");
        if (only && !conditional) {
            fail(exchange, 501, "NotImplemented");
        } else if (!request.query("uploadId").isEmpty()) {
            SortedMap<Integer, Blob> upload = uploads.get(request.query("uploadId"));
            if (upload == null) {
                fail(exchange, 404, "NoSuchUpload");
                return;
            }
            upload.put(Integer.parseInt(request.query("partNumber")), content);
            ok(exchange, etag(request.body()));
        } else if (only && objects.putIfAbsent(request.key(), content) != null) {
            fail(exchange, 412, "PreconditionFailed");
        } else {
            objects.put(request.key(), content);
            ok(exchange, etag(request.body()));
        }
    }

    private void post(HttpExchange exchange, Request request) throws IOException {
        String id = request.query("uploadId");
        if (id.isEmpty()) {
            String fresh = "upload-" + uploadNumbers.incrementAndGet();
            uploads.put(fresh, new TreeMap<>());
            uploadKeys.put(fresh, request.key());
            String xml =
                    "<InitiateMultipartUploadResult><UploadId>"
                            + fresh
                            + "</UploadId></InitiateMultipartUploadResult>";
            send(exchange, 200, xml.getBytes(UTF_8));
            return;
        }
        SortedMap<Integer, Blob> parts = uploads.remove(id);
        if (parts == null) {
            fail(exchange, 404, "NoSuchUpload");
            return;
        }
        var whole = new ByteArrayOutputStream();
        parts.values().forEach(part -> whole.writeBytes(part.bytes));
        objects.put(request.key(), new Blob(whole.toByteArray()));
        partCounts.put(request.key(), parts.size());
        send(
                exchange,
                200,
                "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"
                        .getBytes(UTF_8));
    }

    private void get(HttpExchange exchange, Request request) throws IOException {
        Blob stored = objects.get(request.key());
        if (stored == null) {
            fail(exchange, 404, "NoSuchKey");
            return;
        }
        byte[] content = stored.bytes;
        Integer parts = partCounts.get(request.key());
        String etag =
                parts == null
                        ? etag(content)
                        : etag(content).replaceFirst("\"$", "-" + parts + "\"");
        if (!request.header("If-Match").isEmpty() && !request.header("If-Match").equals(etag)) {
            fail(exchange, 412, "PreconditionFailed");
            return;
        }
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT");
        if (request.method().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String range = request.header("Range").replaceAll("bytes=|-$", "");
        if (range.isEmpty()) {
            send(exchange, 200, content);
            return;
        }
        int from = Integer.parseInt(range);
        String found = "bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
        exchange.getResponseHeaders().set("Content-Range", found);
        send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    }

    private static void ok(HttpExchange exchange, String etag) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.sendResponseHeaders(200, -1);
    }

    private static void fail(HttpExchange exchange, int status, String code) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        String xml = "<Error><Code>" + code + "</Code><Message>No.</Message></Error>";
        send(exchange, status, xml.getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String etag(byte[] content) {
        return '"' + HexFormat.of().formatHex(md5(content)) + '"';
    }

    private static byte[] md5(byte[] content) {
        try {
            return MessageDigest.getInstance("MD5").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Blob {
        private final byte[] bytes;

        Blob(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /// What came, taken apart.
    private static final class Request {
        private final HttpExchange exchange;
        private final byte[] body;

        Request(HttpExchange exchange, byte[] body) {
            this.exchange = exchange;
            this.body = body;
        }

        byte[] body() {
            return body;
        }

        String method() {
            return exchange.getRequestMethod();
        }

        String header(String name) {
            String value = exchange.getRequestHeaders().getFirst(name);
            return value == null ? "" : value;
        }

        String line() {
            boolean key =
                    exchange.getRequestHeaders()
                            .containsKey("x-amz-server-side-encryption-customer-key");
            return method()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + header("Range")
                    + (key ? "customer-key" : "");
        }

        String bucket() {
            return path().split("/", -1)[1];
        }

        String key() {
            String path = path();
            int slash = path.indexOf('/', 1);
            return slash < 0 ? "" : path.substring(slash + 1);
        }

        String query(String name) {
            String query = exchange.getRequestURI().getRawQuery();
            for (String pair : (query == null ? "" : query).split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
                }
            }
            return "";
        }

        private String path() {
            return URLDecoder.decode(
                    exchange.getRequestURI().getRawPath().replace("+", "%2B"), UTF_8);
        }
    }
}
