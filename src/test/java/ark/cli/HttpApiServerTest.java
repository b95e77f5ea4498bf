package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ark.cli.session.ApiException;
import ark.cli.session.ApiException.Reason;
import ark.cli.session.Kind;
import ark.cli.session.Machine;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The API server as a command reaches it: what is sent, and what is made of every answer.
class HttpApiServerTest {
    private static final String BACKUPS = "/apis/velero.io/v1/namespaces/velero/backups";
    private static final String OBJECT =
            "{\"metadata\":{\"name\":\"b1\",\"namespace\":\"velero\"},\"spec\":{\"n\":9007199254740993}}";

    private final List<String> requests = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private HttpServer http;
    private KubernetesClient client;
    private HttpApiServer api;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        String root = "http://127.0.0.1:" + http.getAddress().getPort() + "/";
        client =
                new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder().withMasterUrl(root).build())
                        .build();
        var machine =
                new Machine(
                        InstantSource.system(),
                        ZoneOffset.UTC,
                        () -> "",
                        pauses::add,
                        _ -> () -> {});
        api = new HttpApiServer(client.getHttpClient(), root, (_, _) -> Optional.empty(), machine);
    }

    @AfterEach
    void stop() {
        client.close();
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
                (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body)
                        .strip());
        Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
        try (exchange) {
            if (answer == null || answer.status() == 0) {
                return; // the connection breaks
            }
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void answering(int status, String body) {
        answers.add(new Answer(status, body));
    }

    private static String refusal(int code, String reason, String message) {
        return "{\"kind\":\"Status\",\"code\":%d,\"reason\":\"%s\",\"message\":\"%s\"}"
                .formatted(code, reason, message);
    }

    @Test
    void anObjectIsCreatedAndComesBackDigitByDigit() {
        answering(201, OBJECT);
        Item created = api.create(Kind.BACKUP, "velero", Json.object().put("kind", "Backup"));
        assertThat(created.at("/spec/n").asText()).isEqualTo("9007199254740993");
        assertThat(requests).containsExactly("POST " + BACKUPS + " {\"kind\":\"Backup\"}");
    }

    @Test
    void anObjectThatIsMissingIsNothingAndAKindThatIsMissingIsAnError() {
        answering(404, refusal(404, "NotFound", "backups.velero.io \\\"b1\\\" not found"));
        assertThat(api.get(Kind.BACKUP, "velero", "b1")).isEmpty();
        answers.clear();
        answering(404, "404 page not found\n");
        ApiException e =
                catchThrowableOfType(
                        ApiException.class, () -> api.get(Kind.BACKUP, "velero", "b1"));
        assertThat(e).hasMessage("the cluster does not know Ark's custom resources");
        assertThat(e.remedy()).isEqualTo("Install them: ark install --crds-only");
    }

    @Test
    void whatSomebodyTypedStaysOnePartOfThePath() {
        answering(200, OBJECT);
        api.get(Kind.BACKUP, "velero", "../x?y#z");
        api.get(Kind.BACKUP, "velero", "..");
        assertThat(requests)
                .containsExactly(
                        "GET " + BACKUPS + "/..%2Fx%3Fy%23z", "GET " + BACKUPS + "/%2E%2E");
    }

    @Test
    void aListComesInPages() {
        answering(200, "{\"metadata\":{\"continue\":\"a+b\"},\"items\":[" + OBJECT + "]}");
        answering(200, "{\"metadata\":{},\"items\":[" + OBJECT.replace("b1", "b2") + "]}");
        List<Item> items = api.list(Kind.BACKUP, "velero", "a=b,!c");
        assertThat(items).extracting(item -> item.key().name()).containsExactly("b1", "b2");
        assertThat(requests)
                .containsExactly(
                        "GET " + BACKUPS + "?limit=500&labelSelector=a%3Db%2C%21c",
                        "GET " + BACKUPS + "?limit=500&labelSelector=a%3Db%2C%21c&continue=a%2Bb");
    }

    @Test
    void aListOfAllHasNoSelector() {
        answering(200, "{\"items\":[]}");
        assertThat(api.list(Kind.BACKUP, "velero", "")).isEmpty();
        assertThat(requests).containsExactly("GET " + BACKUPS + "?limit=500");
    }

    @Test
    void changesArePatchesAndReplacements() {
        answering(200, OBJECT);
        ObjectNode change = Json.object();
        change.putObject("spec").put("default", true);
        api.patch(Kind.BACKUP, "velero", "b1", change);
        api.replace(Kind.BACKUP, "velero", "b1", Json.object());
        assertThat(requests)
                .containsExactly(
                        "PATCH " + BACKUPS + "/b1 {\"spec\":{\"default\":true}}",
                        "PUT " + BACKUPS + "/b1 {}");
    }

    @Test
    void aDeletionTellsWhetherItWasThere() {
        answering(200, "{}");
        assertThat(api.delete(Kind.BACKUP, "velero", "b1")).isTrue();
        answers.clear();
        answering(404, refusal(404, "NotFound", "backups.velero.io \\\"b1\\\" not found"));
        assertThat(api.delete(Kind.BACKUP, "velero", "b1")).isFalse();
        answers.clear();
        answering(403, refusal(403, "Forbidden", "no"));
        assertThatThrownBy(() -> api.delete(Kind.BACKUP, "velero", "b1")).hasMessage("no");
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() {
        answering(429, refusal(429, "TooManyRequests", "slow down"));
        answering(503, "");
        answering(200, OBJECT);
        assertThat(api.get(Kind.BACKUP, "velero", "b1")).isPresent();
        assertThat(pauses).containsExactly(Duration.ofMillis(300), Duration.ofSeconds(1));
    }

    @Test
    void aServerThatStaysBusyIsGivenUp() {
        answering(500, refusal(500, "InternalError", "etcd is away"));
        ApiException e =
                catchThrowableOfType(
                        ApiException.class, () -> api.get(Kind.BACKUP, "velero", "b1"));
        assertThat(e).hasMessage("etcd is away");
        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(requests).hasSize(4);
    }

    @Test
    void aCreationThatMayHaveHappenedIsNotRepeated() {
        answering(500, refusal(500, "InternalError", "etcd is away"));
        assertThatThrownBy(() -> api.create(Kind.BACKUP, "velero", Json.object()))
                .isInstanceOf(ApiException.class);
        assertThat(requests).hasSize(1);
        answers.clear();
        answering(429, refusal(429, "TooManyRequests", "slow down")); // it has not happened
        answering(201, OBJECT);
        api.create(Kind.BACKUP, "velero", Json.object());
        assertThat(requests).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized, DENIED, the cluster does not know who you are: no, Renew the credentials",
        "403, Forbidden, DENIED, no, Somebody who administers the cluster",
        "409, AlreadyExists, ALREADY_EXISTS, no, Choose another name",
        "409, Conflict, CONFLICT, no, Somebody else changed it",
        "422, Invalid, INVALID, no, Nothing was changed.",
        "413, RequestEntityTooLarge, INVALID, no, Nothing was changed.",
        "418, Teapot, REFUSED, no, Nothing was changed.",
        "504, Timeout, UNREACHABLE, no, It may pass: try again."
    })
    void everyRefusalHasItsReasonAndRemedy(
            int status, String word, Reason reason, String message, String remedy) {
        answering(status, refusal(status, word, "no"));
        ApiException e =
                catchThrowableOfType(
                        ApiException.class, () -> api.create(Kind.BACKUP, "velero", Json.object()));
        assertThat(e).hasMessage(message);
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.remedy()).startsWith(remedy);
    }

    @Test
    void aNamespaceThatIsMissingIsToldWithTheFlag() {
        answering(404, refusal(404, "NotFound", "namespaces \\\"velero\\\" not found"));
        ApiException e =
                catchThrowableOfType(
                        ApiException.class, () -> api.create(Kind.BACKUP, "velero", Json.object()));
        assertThat(e).hasMessage("namespaces \"velero\" not found");
        assertThat(e.remedy()).contains("--namespace");
    }

    @Test
    void aConnectionThatBreaksIsTold() {
        answering(0, "");
        ApiException e =
                catchThrowableOfType(
                        ApiException.class, () -> api.create(Kind.BACKUP, "velero", Json.object()));
        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(e.getMessage()).startsWith("the cluster at http://127.0.0.1:");
        assertThat(e.remedy()).isEqualTo("It may pass: try again.");
        assertThat(requests).hasSize(1);
    }

    @Test
    void somethingElseBehindTheAddressIsTold() {
        answering(200, "<html>welcome</html>");
        ApiException e =
                catchThrowableOfType(ApiException.class, () -> api.list(Kind.BACKUP, "velero", ""));
        assertThat(e.getMessage())
                .startsWith("what answers at http://127.0.0.1:")
                .contains("is no Kubernetes");
        assertThat(e.remedy()).contains("--kubeconfig");
    }

    @Test
    void anErrorPageOfAProxyIsToldByItsStatus() {
        answering(407, "<html>proxy</html>");
        assertThatThrownBy(() -> api.list(Kind.BACKUP, "velero", ""))
                .hasMessage("the cluster answered with HTTP status 407");
    }
}
