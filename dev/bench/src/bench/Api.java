package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A plain client of one API server over HTTP/1.1: what Ark is compared with.
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");
    private static final int PAGE = 500; // kubectl's page, and Ark's

    private final HttpClient http;
    private final String server;
    private final String token;

    Api(String server, Path certificateAuthority, String token) throws Exception {
        this.server = server;
        this.token = token;
        var trust = KeyStore.getInstance(KeyStore.getDefaultType());
        trust.load(null, null);
        try (InputStream pem = Files.newInputStream(certificateAuthority)) {
            trust.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
    }

    /// One kind that a backup of the whole cluster holds.
    record Kind(String path, String name) {}

    JsonNode get(String path) throws Exception {
        var response = http.send(request(path).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() == 404) {
            return JSON.missingNode();
        }
        check(path, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    JsonNode post(String path, JsonNode body) throws Exception {
        return send(path, "POST", "application/json", body);
    }

    JsonNode patch(String path, JsonNode body) throws Exception {
        return send(path, "PATCH", "application/merge-patch+json", body);
    }

    private JsonNode send(String path, String method, String type, JsonNode body) throws Exception {
        var request =
                request(path)
                        .header("Content-Type", type)
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofByteArray(
                                        JSON.writeValueAsBytes(body)))
                        .build();
        var response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() == 409) {
            return JSON.missingNode(); // from an earlier run
        }
        check(path, response.statusCode(), response.body());
        return JSON.readTree(response.body());
    }

    /// Reads the changes of a collection until one of them is the last that is awaited. Asking again
    /// and again would cost the machine what is measured.
    ///
    /// @param query a selector, `labelSelector=...` or `fieldSelector=...`
    /// @param since the resource version behind which the changes begin
    /// @param isLast is given each object as it has become
    void awaitChange(
            String path, String query, String since, Duration limit, Predicate<JsonNode> isLast)
            throws Exception {
        String changes =
                "%s?watch=true&%s&resourceVersion=%s&timeoutSeconds=%d"
                        .formatted(path, query, since, limit.toSeconds());
        var response = http.send(request(changes).build(), BodyHandlers.ofInputStream());
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            check(path, response.statusCode(), new byte[0]);
            for (String line; (line = lines.readLine()) != null; ) {
                if (isLast.test(JSON.readTree(line).path("object"))) return;
            }
        }
        throw new IOException(path + ": not done within " + limit);
    }

    /// Every preferred kind that can be listed, created, read and deleted: upstream's choice, too.
    List<Kind> kinds() throws Exception {
        var kinds = new ArrayList<Kind>();
        add(kinds, "/api/v1");
        for (JsonNode group : get("/apis").path("groups")) {
            add(kinds, "/apis/" + group.at("/preferredVersion/groupVersion").asText());
        }
        return kinds;
    }

    private void add(List<Kind> kinds, String path) throws Exception {
        for (JsonNode resource : get(path).path("resources")) {
            String verbs = resource.path("verbs").toString();
            boolean whole =
                    List.of("\"list\"", "\"create\"", "\"get\"", "\"delete\"").stream()
                            .allMatch(verbs::contains);
            if (whole && !resource.path("name").asText().contains("/")) {
                String name = resource.path("name").asText();
                kinds.add(new Kind(path + "/" + name, name));
            }
        }
    }

    /// Lists kinds one after another, page after page, to nowhere.
    ///
    /// @return how many bytes there were
    long listToNowhere(List<Kind> kinds) throws Exception {
        long bytes = 0;
        for (Kind kind : kinds) {
            String next = "";
            do {
                var ends = new Ends();
                bytes += drain(kind.path() + "?limit=" + PAGE + next, ends);
                next = ends.continueToken().map(t -> "&continue=" + t).orElse("");
            } while (!next.isEmpty());
        }
        return bytes;
    }

    private long drain(String path, Ends ends) throws Exception {
        var response = http.send(request(path).build(), BodyHandlers.ofInputStream());
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try (InputStream body = response.body()) {
            for (int n; (n = body.read(buffer)) > 0; bytes += n) {
                ends.add(buffer, n);
            }
        }
        check(path, response.statusCode(), new byte[0]);
        return bytes;
    }

    /// The first and last few KiB of an answer: where the continue token stands.
    private static final class Ends {
        private final StringBuilder head = new StringBuilder();
        private String tail = "";

        void add(byte[] buffer, int length) {
            if (head.length() < 4096) {
                head.append(new String(buffer, 0, Math.min(length, 4096), StandardCharsets.UTF_8));
            }
            int from = Math.max(0, length - 2048);
            tail = tail + new String(buffer, from, length - from, StandardCharsets.UTF_8);
            tail = tail.substring(Math.max(0, tail.length() - 2048));
        }

        java.util.Optional<String> continueToken() {
            for (CharSequence part : List.of(head, tail)) {
                Matcher matcher = CONTINUE.matcher(part);
                if (matcher.find()) {
                    return java.util.Optional.of(matcher.group(1));
                }
            }
            return java.util.Optional.empty();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("User-Agent", "ark-bench");
    }

    private static void check(String path, int status, byte[] body) throws IOException {
        if (status >= 300) {
            throw new IOException(
                    path + ": " + status + " " + new String(body, StandardCharsets.UTF_8));
        }
    }
}
