package ark.cluster;

import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// An API server in this process, for unit tests: discovery, lists with pages and exact revisions,
/// gets, creates, merge patches, status, deletes with preconditions, and faults on demand.
///
/// It keeps every revision until [#compact]. Objects have no schema, defaults or controllers.
/// Types whose group ends in `.dev` answer as custom resources do: items carry `apiVersion` and
/// `kind`, and the list's metadata comes last. Time does not pass: [#cluster] retries at once.
public final class FakeApiServer implements AutoCloseable {
    private final HttpServer http;
    private final FakeApi api = new FakeApi();
    private final List<Planned> planned = new ArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final KubernetesClient client;
    private final AtomicLong nanos = new AtomicLong();

    /// Something to do at the next requests that fit.
    private record Planned(String method, String urlPart, Optional<Fault> fault, Runnable what) {
        boolean fits(String otherMethod, String url) {
            return (method.isEmpty() || method.equals(otherMethod)) && url.contains(urlPart);
        }
    }

    /// A server of the usual types: namespaces, pods, config maps, secrets, services, deployments,
    /// and `widgets.example.dev`, a custom resource.
    public FakeApiServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
        serve("namespaces", "Namespace", false, "ns");
        serve("pods", "Pod", true, "po");
        serve("configmaps", "ConfigMap", true, "cm");
        serve("secrets", "Secret", true);
        serve("services", "Service", true, "svc");
        serve("deployments.apps", "Deployment", true, "deploy");
        serve("widgets.example.dev", "Widget", true, "wg");
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + http.getAddress().getPort())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffLimit(0)
                        .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    /// Serves one more type, in version `v1`.
    public void serve(String name, String kind, boolean namespaced, String... shortNames) {
        GroupResource resource = GroupResource.parse(name);
        ResourceType plain = ResourceType.of(resource, "v1", kind, namespaced);
        serve(
                new ResourceType(
                        resource,
                        "v1",
                        kind,
                        namespaced,
                        plain.verbs(),
                        List.of(shortNames),
                        kind.toLowerCase(Locale.ROOT),
                        !resource.group().endsWith(".dev")));
    }

    /// Serves one more type.
    public void serve(ResourceType type) {
        api.discovery.types.add(type);
    }

    /// The type of a resource that is served: `pods`, `deployments.apps`.
    public ResourceType type(String resource) {
        GroupResource wanted = GroupResource.parse(resource);
        return api.discovery.types.stream()
                .filter(type -> type.resource().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    /// A client of this server; closed with it.
    public KubernetesClient client() {
        return client;
    }

    /// A cluster that retries at once, for as long as the settings allow by its own clock.
    public Cluster cluster() {
        return cluster(ClusterSettings.forServer());
    }

    /// The same with other settings.
    public Cluster cluster(ClusterSettings settings) {
        return new Cluster(
                client,
                settings,
                new Waiting() {
                    @Override
                    public long nanoTime() {
                        return nanos.get();
                    }

                    @Override
                    public void sleep(Duration time) {
                        nanos.addAndGet(time.toNanos());
                    }
                });
    }

    /// How long clusters of this server have slept.
    public Duration slept() {
        return Duration.ofNanos(nanos.get());
    }

    /// Stores an object as it is, as if somebody else had created or changed it.
    ///
    /// @param resource `pods`, `deployments.apps`
    /// @param json with metadata.name; apiVersion and kind are put in
    public Item add(String resource, String json) {
        ResourceType type = type(resource);
        ObjectNode object = Json.object();
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        object.setAll(Json.object(json.getBytes(StandardCharsets.UTF_8)));
        return api.objects.put(type.resource(), object);
    }

    /// Stores an object with nothing but a name.
    ///
    /// @param namespace empty for a cluster-scoped one
    public Item add(String resource, String namespace, String name) {
        String where = namespace.isEmpty() ? "" : "\"namespace\":\"" + namespace + "\",";
        return add(resource, "{\"metadata\":{" + where + "\"name\":\"" + name + "\"}}");
    }

    public void remove(ItemKey key) {
        api.objects.remove(key);
    }

    /// The newest state of an object.
    public Optional<Item> stored(String resource, String namespace, String name) {
        return api.objects.get(new ItemKey(GroupResource.parse(resource), namespace, name));
    }

    public String revision() {
        return Long.toString(api.objects.revision());
    }

    /// Forgets all revisions but the newest: exact reads and continue tokens before it get 410.
    public void compact() {
        api.objects.compact();
    }

    /// Answers discovery as servers before 1.26 do.
    public void withoutAggregatedDiscovery() {
        api.discovery.aggregated = false;
    }

    /// A group whose own server is down.
    public void breakGroup(String group) {
        api.discovery.staleGroups.add(group);
    }

    /// A resource that answers from the newest revision whatever it is asked for, as aggregated
    /// APIs do.
    public void ignoreRevisionsOf(String resource) {
        api.ignoringRevisions.add(GroupResource.parse(resource));
    }

    /// The next requests that fit end with a fault, each with one.
    ///
    /// @param method `GET`, `POST` ...; empty for all
    /// @param urlPart what path and query must contain; empty for all
    public void failNext(int times, String method, String urlPart, Fault fault) {
        synchronized (planned) {
            for (int i = 0; i < times; i++) {
                planned.add(new Planned(method, urlPart, Optional.of(fault), () -> {}));
            }
        }
    }

    /// Does something just before the next request that fits is answered.
    public void beforeNext(String method, String urlPart, Runnable what) {
        synchronized (planned) {
            planned.add(new Planned(method, urlPart, Optional.empty(), what));
        }
    }

    /// What was asked, in order: `GET /api/v1/pods?limit=500`.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        closed.countDown();
        client.close();
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String url = exchange.getRequestURI().toString();
        requests.add(exchange.getRequestMethod() + " " + url);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Optional<Fault> fault = nextFault(exchange.getRequestMethod(), url);
        try (exchange) { // closed without an answer: the client sees a reset
            switch (fault.orElse(new Fault.Truncate(Integer.MAX_VALUE))) {
                case Fault.Reset() -> {}
                case Fault.Refuse refusal -> refuse(exchange, refusal);
                case Fault.LoseAnswer() -> api.answer(asked(exchange, body));
                case Fault.Truncate(int bytes) -> answer(exchange, asked(exchange, body), bytes);
                case Fault.Stall(int bytes) -> {
                    answer(exchange, asked(exchange, body), bytes);
                    awaitClose();
                }
            }
        }
    }

    /// Sends the answer, or only its first bytes.
    private void answer(HttpExchange exchange, FakeApi.Asked asked, int maxBytes)
            throws IOException {
        JsonNode answer;
        try {
            answer = api.answer(asked);
        } catch (FakeRefusal e) {
            refuse(exchange, e.refusal());
            return;
        }
        byte[] bytes = Json.bytes(answer);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(asked.method().equals("POST") ? 201 : 200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, Math.min(maxBytes, bytes.length));
        exchange.getResponseBody().flush();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Fault> nextFault(String method, String url) {
        var now = new ArrayList<Planned>();
        synchronized (planned) {
            for (Planned plan : List.copyOf(planned)) {
                boolean oneFault = now.stream().anyMatch(p -> p.fault().isPresent());
                if (plan.fits(method, url) && !(oneFault && plan.fault().isPresent())) {
                    now.add(plan);
                }
            }
            now.forEach(planned::remove);
        }
        now.forEach(plan -> plan.what().run());
        return now.stream().flatMap(plan -> plan.fault().stream()).findFirst();
    }

    private static FakeApi.Asked asked(HttpExchange exchange, String body) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
            int sign = part.indexOf('=');
            String value = URLDecoder.decode(part.substring(sign + 1), StandardCharsets.UTF_8);
            query.put(part.substring(0, sign), value);
        }
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        return new FakeApi.Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query,
                body,
                accept == null ? "" : accept);
    }

    private static void refuse(HttpExchange exchange, Fault.Refuse refusal) throws IOException {
        ObjectNode status =
                Json.object()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("status", "Failure")
                        .put("message", refusal.message())
                        .put("reason", refusal.statusReason())
                        .put("code", refusal.status());
        int colon = refusal.message().indexOf(": ");
        if (refusal.statusReason().equals("Invalid") && colon > 0) {
            status.putObject("details")
                    .putArray("causes")
                    .addObject()
                    .put("field", refusal.message().substring(0, colon))
                    .put("message", refusal.message().substring(colon + 2));
        }
        if (refusal.retryAfterSeconds() > 0) {
            String seconds = Integer.toString(refusal.retryAfterSeconds());
            exchange.getResponseHeaders().add("Retry-After", seconds);
        }
        byte[] bytes = Json.bytes(status);
        exchange.sendResponseHeaders(refusal.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
