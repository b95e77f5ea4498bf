package ark.cli;

import ark.cli.session.ApiException;
import ark.cli.session.ApiException.Reason;
import ark.cli.session.ApiServer;
import ark.cli.session.Kind;
import ark.cli.session.Machine;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// The API server, over HTTP.
final class HttpApiServer implements ApiServer {
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    /// Objects per list request, kubectl's default.
    private static final int PAGE = 500;

    /// A server that is overloaded or restarting is asked again; nobody watches a prompt for
    /// longer.
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final HttpClient http;
    private final String root;
    private final Unreachable unreachable;
    private final Machine machine;

    /// Says why the server does not answer, or does not let us in.
    interface Unreachable {
        /// Two lines for a person; nothing when the cluster was reached and let us in.
        ///
        /// @param status HTTP status; 0 when there was no answer
        Optional<ApiException> explain(Throwable cause, int status);
    }

    /// @param root the server's address
    HttpApiServer(HttpClient http, String root, Unreachable unreachable, Machine machine) {
        // The client's own retries might create an object twice.
        var once = new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build();
        this.http = http.newBuilder().tag(once).build();
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        this.unreachable = unreachable;
        this.machine = machine;
    }

    /// One request.
    ///
    /// @param body "" for none
    private record Call(String method, String path, String contentType, String body) {
        static Call of(String method, String path) {
            return new Call(method, path, JSON, "");
        }

        /// May be sent again when nobody knows whether it was done.
        boolean repeatable() {
            return !method.equals("POST");
        }
    }

    @Override
    public Item create(Kind kind, String namespace, ObjectNode object) {
        String body = new String(Json.bytes(object), StandardCharsets.UTF_8);
        return item(kind, send(new Call("POST", path(kind, namespace), JSON, body)));
    }

    @Override
    public Optional<Item> get(Kind kind, String namespace, String name) {
        try {
            return Optional.of(item(kind, send(Call.of("GET", path(kind, namespace, name)))));
        } catch (ApiException e) {
            boolean ofThisName = String.valueOf(e.getMessage()).contains("\"" + name + "\"");
            if (e.reason() == Reason.NOT_FOUND && ofThisName) {
                return Optional.empty();
            }
            throw e; // the kind itself is not known there
        }
    }

    @Override
    public List<Item> list(Kind kind, String namespace, String labelSelector) {
        String first = path(kind, namespace) + "?limit=" + PAGE;
        if (!labelSelector.isEmpty()) {
            first += "&labelSelector=" + encoded(labelSelector);
        }
        var items = new ArrayList<Item>();
        String next = first;
        while (!next.isEmpty()) {
            ObjectNode page = send(Call.of("GET", next));
            for (JsonNode object : page.path("items")) {
                items.add(item(kind, (ObjectNode) object));
            }
            String token = page.at("/metadata/continue").asText("");
            next = token.isEmpty() ? "" : first + "&continue=" + encoded(token);
        }
        return items;
    }

    @Override
    public Item patch(Kind kind, String namespace, String name, ObjectNode mergePatch) {
        String body = new String(Json.bytes(mergePatch), StandardCharsets.UTF_8);
        var call = new Call("PATCH", path(kind, namespace, name), MERGE_PATCH, body);
        return item(kind, send(call));
    }

    @Override
    public Item replace(Kind kind, String namespace, String name, ObjectNode object) {
        String body = new String(Json.bytes(object), StandardCharsets.UTF_8);
        return item(kind, send(new Call("PUT", path(kind, namespace, name), JSON, body)));
    }

    @Override
    public boolean delete(Kind kind, String namespace, String name) {
        try {
            send(Call.of("DELETE", path(kind, namespace, name)));
            return true;
        } catch (ApiException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static Item item(Kind kind, ObjectNode object) {
        try {
            return Item.of(kind.resource(), object);
        } catch (InvalidJsonException e) {
            throw new ApiException(
                    Reason.REFUSED,
                    "the cluster answered with no " + kind.kind(),
                    "Look at it: kubectl get -o yaml " + kind.resource(),
                    e);
        }
    }

    private static String path(Kind kind, String namespace) {
        String within = namespace.isEmpty() ? "" : "/namespaces/" + encoded(namespace);
        String root =
                kind.apiVersion().contains("/") ? "/apis/" : "/api/"; // the core group has its own
        return root + kind.apiVersion() + within + "/" + kind.resource().resource();
    }

    private static String path(Kind kind, String namespace, String name) {
        return path(kind, namespace) + "/" + encoded(name);
    }

    /// Also for names that somebody typed: `../x` stays one part of the path.
    private static String encoded(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
    }

    private ObjectNode send(Call call) {
        for (int attempt = 0; true; attempt++) {
            try {
                return once(call);
            } catch (Refusal e) {
                boolean again = e.status() == 429 || (e.status() >= 500 && call.repeatable());
                if (!again || attempt == PAUSES.size()) {
                    throw unreachable.explain(e, e.status()).orElseGet(e::explained);
                }
                machine.sleep(PAUSES.get(attempt));
            }
        }
    }

    private ObjectNode once(Call call) throws Refusal {
        HttpRequest.Builder request =
                http.newHttpRequestBuilder().uri(root + call.path()).header("Accept", JSON);
        request.method(
                call.method(), call.contentType(), call.body().isEmpty() ? null : call.body());
        HttpResponse<byte[]> answer;
        try {
            answer = http.sendAsync(request.build(), byte[].class).get();
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Machine.CancelledException(e);
        }
        byte[] body = answer.body() == null ? new byte[0] : answer.body();
        if (!answer.isSuccessful()) {
            throw new Refusal(answer.code(), body);
        }
        try {
            return Json.object(body);
        } catch (InvalidJsonException e) {
            throw new ApiException(
                    Reason.REFUSED,
                    "what answers at " + root + " is no Kubernetes: " + e.getMessage(),
                    "Name the right cluster with --kubeconfig or --kubecontext.",
                    e);
        }
    }

    private ApiException broken(Throwable cause) {
        return unreachable
                .explain(cause, 0)
                .orElseGet(
                        () ->
                                new ApiException(
                                        Reason.UNREACHABLE,
                                        "the cluster at " + root + " broke off: " + cause,
                                        "It may pass: try again.",
                                        cause));
    }
}
