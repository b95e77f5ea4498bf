package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
    private final FakeApiServer server = new FakeApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    private void serve(String resource, String version, String kind) {
        server.serve(ResourceType.of(GroupResource.parse(resource), version, kind, true));
    }

    @Test
    void needsTwoRequestsWhereTheServerAggregates() {
        ResourceCatalog catalog = server.cluster().discover();

        assertThat(server.requests()).containsExactly("GET /api", "GET /apis");
        assertThat(catalog.preferred())
                .extracting(type -> type.resource().toString())
                .containsExactly(
                        "namespaces",
                        "pods",
                        "configmaps",
                        "secrets",
                        "services",
                        "deployments.apps",
                        "widgets.example.dev");
    }

    @Test
    void learnsTheSameFromOlderServers() {
        serve("widgets.example.dev", "v1beta1", "Widget");
        ResourceCatalog aggregated = server.cluster().discover();
        server.withoutAggregatedDiscovery();

        ResourceCatalog single = server.cluster().discover();

        assertThat(single.served()).isEqualTo(aggregated.served());
        assertThat(single.find(GroupResource.core("pods")).orElseThrow())
                .isEqualTo(server.type("pods"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reportsAGroupThatFailsAndKeepsTheOthers(boolean aggregated) {
        serve("pods.metrics.k8s.io", "v1beta1", "PodMetrics");
        server.breakGroup("metrics.k8s.io");
        if (!aggregated) server.withoutAggregatedDiscovery();

        ResourceCatalog catalog = server.cluster().discover();

        assertThat(catalog.failedGroups()).containsOnlyKeys("metrics.k8s.io/v1beta1");
        assertThat(catalog.find("pods.metrics.k8s.io")).isEmpty();
        assertThat(catalog.preferred()).hasSize(7);
    }

    @Test
    void prefersTheGroupsFirstVersionAndKnowsTheOthers() {
        serve("widgets.example.dev", "v1beta1", "Widget");
        serve("gadgets.example.dev", "v1beta1", "Gadget");

        ResourceCatalog catalog = server.cluster().discover();

        GroupResource widgets = GroupResource.parse("widgets.example.dev");
        assertThat(catalog.find(widgets).orElseThrow().version()).isEqualTo("v1");
        assertThat(catalog.versions(widgets))
                .extracting(ResourceType::version)
                .containsExactly("v1", "v1beta1");
        assertThat(catalog.find("example.dev/v1beta1", "Widget").orElseThrow().version())
                .isEqualTo("v1beta1");
        assertThat(catalog.find("example.dev/v2", "Widget")).isEmpty();
        assertThat(catalog.preferred()).last().extracting(ResourceType::kind).isEqualTo("Gadget");
    }
}
