package ark.download;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.ServerStatusRequest;
import ark.cluster.FakeApiServer;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerStatusReconcilerTest {
    private final FakeApiServer api = new FakeApiServer();
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");

    ServerStatusReconcilerTest() {
        var requests = new GroupResource("velero.io", "serverstatusrequests");
        api.serve(ResourceType.of(requests, "v1", "ServerStatusRequest", true));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void theAnswerNamesVersionAndPlugins() {
        request("{}");
        reconcile();
        Item request = stored().orElseThrow();
        assertThat(request.text("/status/phase")).isEqualTo("Processed");
        assertThat(request.text("/status/serverVersion")).isEqualTo("v0.1.0");
        assertThat(request.text("/status/processedTimestamp")).isEqualTo("2026-11-21T16:15:17Z");
        assertThat(request.at("/status/plugins").toString())
                .isEqualTo("[{\"name\":\"velero.io/aws\",\"kind\":\"ObjectStore\"}]");
    }

    @Test
    void anAnswerGoesAfterAMinute() {
        request("{\"phase\": \"Processed\", \"processedTimestamp\": \"2026-11-21T16:15:17Z\"}");
        now = now.plus(Duration.ofSeconds(59));
        reconcile();
        assertThat(stored()).isPresent();
        now = now.plus(Duration.ofSeconds(1));
        reconcile();
        assertThat(stored()).isEmpty();
    }

    @Test
    void aPhaseThatNobodyKnowsIsLeftAlone() {
        request("{\"phase\": \"Pondering\"}");
        reconcile();
        assertThat(stored().orElseThrow().text("/status/phase")).isEqualTo("Pondering");
    }

    @SuppressWarnings("unchecked")
    private void reconcile() {
        var facts =
                new ServerFacts(
                        "v0.1.0", List.of(new ServerFacts.Plugin("velero.io/aws", "ObjectStore")));
        var request =
                Json.mapper()
                        .convertValue(
                                stored().orElseThrow().copyOfJson(), ServerStatusRequest.class);
        var context =
                (Context<ServerStatusRequest>)
                        Proxy.newProxyInstance(
                                Context.class.getClassLoader(),
                                new Class<?>[] {Context.class},
                                (_, method, _) -> {
                                    throw new AssertionError(method);
                                });
        new ServerStatusReconciler("velero", facts, api.cluster(), () -> now)
                .reconcile(request, context);
    }

    private void request(String status) {
        api.add(
                "serverstatusrequests.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "s1"}, "spec": {}, "status": %s}
                """
                        .formatted(status));
    }

    private Optional<Item> stored() {
        return api.stored("serverstatusrequests.velero.io", "velero", "s1");
    }
}
