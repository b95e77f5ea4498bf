package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceCatalogTest {
    @ParameterizedTest
    @CsvSource({
        "pods, pods",
        "pod, pods",
        "po, pods",
        "Pod, pods",
        "PODS, pods",
        "' pods ', pods",
        "deploy, deployments.apps",
        "deployments.apps, deployments.apps",
        "deployment.apps, deployments.apps",
        "deploy.apps, deployments.apps",
        "deployments.v1.apps, deployments.apps",
        "Deployment.v1.apps, deployments.apps",
        "widgets.example, widgets.example.dev",
        "events, events",
        "events.events.k8s.io, events.events.k8s.io",
        "ev, events",
        "storageclasses, storageclasses.storage.k8s.io",
        "sc, storageclasses.storage.k8s.io",
        "storageclasses.storage.k8s.io, storageclasses.storage.k8s.io",
        "pods.v1, pods",
    })
    void understandsNamesAsKubectlDoes(String asTyped, String resource) {
        var catalog = new ResourceCatalog(usual(), Map.of());

        assertThat(catalog.find(asTyped).map(type -> type.resource().toString()))
                .hasValue(resource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "pods.apps", "deployments.v2.apps", ".", "*"})
    void findsNothingForOtherNames(String asTyped) {
        assertThat(new ResourceCatalog(usual(), Map.of()).find(asTyped)).isEmpty();
    }

    private static List<ResourceType> usual() {
        return List.of(
                type("pods", "v1", "Pod", "po"),
                type("events", "v1", "Event", "ev"),
                type("deployments.apps", "v1", "Deployment", "deploy"),
                type("events.events.k8s.io", "v1", "Event", "ev"),
                type("storageclasses.storage.k8s.io", "v1", "StorageClass", "sc"),
                type("widgets.example.dev", "v1", "Widget", "wg"));
    }

    private static ResourceType type(
            String resource, String version, String kind, String shortName) {
        return new ResourceType(
                GroupResource.parse(resource),
                version,
                kind,
                true,
                List.of("list"),
                List.of(shortName),
                kind.toLowerCase(java.util.Locale.ROOT),
                false);
    }
}
