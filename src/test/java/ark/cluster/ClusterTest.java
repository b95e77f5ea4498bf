package ark.cluster;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private final FakeApiServer server = new FakeApiServer();
    private final Cluster cluster = server.cluster();
    private final ResourceType configMaps = server.type("configmaps");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsTheTimeOfTheApiServer() {
        Instant before = Instant.now().truncatedTo(SECONDS); // the header has no fractions
        assertThat(cluster.time())
                .hasValueSatisfying(time -> assertThat(time).isBetween(before, Instant.now()));
    }

    @Test
    void tellsTheClustersVersion() {
        assertThat(cluster.version()).isEqualTo(new KubernetesVersion(1, 34, "v1.34.4-fake"));
    }

    @Test
    void listsPagesInOrderAndPutsInApiVersionAndKind() {
        for (int i = 0; i < 7; i++) server.add("configmaps", "n", "c" + i);
        Cluster small = server.cluster(ClusterSettings.forServer().paging(3));

        List<Item> items = small.items(ListRequest.all(configMaps));

        assertThat(items)
                .extracting(item -> item.key().name())
                .containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6");
        assertThat(items).allMatch(item -> item.kind().equals("ConfigMap"));
        assertThat(items).allMatch(item -> item.apiVersion().equals("v1"));
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void listsCustomResourcesWhoseListMetadataComesLast() {
        for (int i = 0; i < 5; i++) server.add("widgets.example.dev", "n", "w" + i);
        Cluster small = server.cluster(ClusterSettings.forServer().paging(2));

        List<Item> items = small.items(ListRequest.all(server.type("widgets.example.dev")));

        assertThat(items).hasSize(5).allMatch(item -> item.kind().equals("Widget"));
    }

    @Test
    void readsAnEarlierRevisionExactly() {
        server.add("configmaps", "n", "early");
        String revision = server.revision();
        server.add("configmaps", "n", "late");

        assertThat(cluster.items(ListRequest.all(configMaps).at(Revision.exact(revision))))
                .extracting(item -> item.key().name())
                .containsExactly("early");
        assertThat(cluster.getAt(configMaps, "n", "late", revision)).isEmpty();
        assertThat(cluster.getAt(configMaps, "n", "early", revision)).isPresent();
        assertThat(cluster.revisionOf(configMaps)).isEqualTo(server.revision());
    }

    @Test
    void createsReadsPatchesAndDeletes() {
        Item item = configMap("c");
        ItemKey key = item.key();

        assertThat(cluster.create(configMaps, item, "kubectl").text("/metadata/uid")).isNotEmpty();
        assertThatThrownBy(() -> cluster.create(configMaps, item, ""))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_EXISTS))
                .hasMessage("creating configmaps/n/c: configmaps \"c\" already exists");
        ObjectNode patch = Json.object();
        patch.putObject("data").put("b", "2");
        cluster.patch(configMaps, key, patch);
        assertThat(cluster.get(configMaps, "n", "c").orElseThrow().text("/data/b")).isEqualTo("2");
        assertThat(cluster.delete(configMaps, key)).isTrue();
        assertThat(cluster.delete(configMaps, key)).isFalse();
        assertThat(cluster.get(configMaps, "n", "c")).isEmpty();
    }

    private Item configMap(String name) {
        String json =
                """
                {"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"},
                 "metadata":{"namespace":"n","name":"%s"}}"""
                        .formatted(name);
        return Item.parse(configMaps.resource(), json.getBytes(StandardCharsets.UTF_8));
    }
}
