package ark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.concurrent.Executors;

/// An admission webhook that a real API server calls, and that refuses every object of one name.
public final class RefusingWebhook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpsServer server;
    private final TestCertificate certificate;
    private final String refused;
    private final String message;

    /// @param refused the name of the objects that it refuses
    /// @param message what it says of them
    public RefusingWebhook(TestCertificate certificate, String refused, String message) {
        this.certificate = certificate;
        this.refused = refused;
        this.message = message;
        try {
            server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::review);
        server.start();
    }

    private void review(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = JSON.readTree(exchange.getRequestBody()).path("request");
            boolean allowed = !request.path("name").asText().equals(refused);
            ObjectNode answer = JSON.createObjectNode();
            answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            ObjectNode response = answer.putObject("response");
            response.put("uid", request.path("uid").asText()).put("allowed", allowed);
            if (!allowed) {
                response.putObject("status").put("message", message);
            }
            byte[] bytes = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /// Its configuration, for ConfigMaps that are created.
    public String configuration(String name) {
        String authority =
                Base64.getEncoder().encodeToString(certificate.certificatePem().getBytes(UTF_8));
        return """
               apiVersion: admissionregistration.k8s.io/v1
               kind: ValidatingWebhookConfiguration
               metadata: {name: %s}
               webhooks:
               - name: names.example.dev
                 admissionReviewVersions: [v1]
                 sideEffects: None
                 clientConfig: {url: "https://127.0.0.1:%d/", caBundle: %s}
                 rules:
                 - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
               """
                .formatted(name, server.getAddress().getPort(), authority);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
