package ark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException.Reason;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The facade against a real API server.
@KubernetesTest
class ClusterIT {
    private static final ResourceType CONFIG_MAPS =
            ResourceType.of(GroupResource.core("configmaps"), "v1", "ConfigMap", true);
    private static final ResourceType BACKUPS =
            ResourceType.of(GroupResource.parse("backups.velero.io"), "v1", "Backup", true);

    private String namespace = "";

    @BeforeEach
    void rememberNamespace(TestNamespace own) {
        namespace = own.name();
    }

    private static Cluster paging(KubernetesClient client) {
        return new Cluster(client, ClusterSettings.forServer().paging(3));
    }

    private static Item item(ResourceType type, String namespace, String name, String rest) {
        String json =
                "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"namespace\":\"%s\",\"name\":\"%s\"}%s}"
                        .formatted(type.apiVersion(), type.kind(), namespace, name, rest);
        return Item.parse(type.resource(), json.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode json(String text) {
        return Json.object(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void discoversWhatTheServerServes(KubernetesClient client) {
        Cluster cluster = paging(client);

        ResourceCatalog catalog = cluster.discover();

        assertThat(cluster.version().atLeast(1, 34)).isTrue();
        assertThat(catalog.failedGroups()).isEmpty();
        assertThat(catalog.preferred().getFirst().resource().group()).isEmpty();
        assertThat(catalog.find("po").orElseThrow().statusSubresource()).isTrue();
        assertThat(catalog.find("deploy").orElseThrow().apiVersion()).isEqualTo("apps/v1");
        assertThat(catalog.find("sc").orElseThrow().namespaced()).isFalse();
        ResourceType backups = catalog.find(BACKUPS.resource()).orElseThrow();
        assertThat(backups.statusSubresource()).isFalse();
        assertThat(backups.supports("list", "create", "get", "delete")).isTrue();
    }

    @Test
    void readsOneRevisionWhileTheClusterChanges(KubernetesClient client) {
        Cluster cluster = paging(client);
        for (int i = 0; i < 8; i++) {
            cluster.create(CONFIG_MAPS, item(CONFIG_MAPS, namespace, "c" + i, ""), "");
        }
        cluster.create(BACKUPS, item(BACKUPS, namespace, "early", ""), "");
        String revision = cluster.revisionOf(CONFIG_MAPS);
        cluster.delete(CONFIG_MAPS, new ItemKey(CONFIG_MAPS.resource(), namespace, "c3"));
        cluster.create(BACKUPS, item(BACKUPS, namespace, "late", ""), "");
        Revision then = Revision.exact(revision);
        var names = new ArrayList<String>();
        var sink =
                new ItemSink() {
                    @Override
                    public void begin() {
                        names.clear();
                    }

                    @Override
                    public void item(ItemHead head, byte[] buffer, int offset, int length) {
                        if (head.name().startsWith("c")) names.add(head.name());
                        assertThat(Json.object(buffer, offset, length).path("kind").asText())
                                .isEqualTo("ConfigMap");
                    }
                };

        ListResult result = cluster.list(ListRequest.all(CONFIG_MAPS).in(namespace).at(then), sink);

        assertThat(result.exact()).isTrue();
        assertThat(names).containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7");
        assertThat(cluster.items(ListRequest.all(BACKUPS).in(namespace).at(then)))
                .extracting(item -> item.key().name())
                .containsExactly("early");
        assertThat(cluster.getAt(CONFIG_MAPS, namespace, "c3", revision)).isPresent();
        assertThat(cluster.get(CONFIG_MAPS, namespace, "c3")).isEmpty();
        assertThat(cluster.getAt(BACKUPS, namespace, "late", revision)).isEmpty();
    }

    @Test
    void givesUpOnARevisionOfTheFuture(KubernetesClient client) {
        assertThatThrownBy(
                        () ->
                                paging(client)
                                        .items(
                                                ListRequest.all(CONFIG_MAPS)
                                                        .at(Revision.exact("999999999"))))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.REVISION_TOO_LARGE));
    }

    @Test
    void keepsNumbersAndManagedFieldsExactly(KubernetesClient client) {
        Cluster cluster = paging(client);
        String spec = ",\"spec\":{\"hooks\":{\"x\":9007199254740993,\"y\":1.10}}";
        Item created = cluster.create(BACKUPS, item(BACKUPS, namespace, "b", spec), "somebody");
        String fields =
                "{\"metadata\":{\"managedFields\":[{\"manager\":\"other\",\"operation\":\"Apply\","
                        + "\"apiVersion\":\"velero.io/v1\",\"time\":\"2020-01-02T03:04:05Z\","
                        + "\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:hooks\":{}}}}]}}";

        Item patched = cluster.patch(BACKUPS, created.key(), json(fields));

        assertThat(created.text("/metadata/managedFields/0/manager")).isEqualTo("somebody");
        assertThat(patched.at("/metadata/managedFields"))
                .isEqualTo(json(fields).at("/metadata/managedFields"));
    }

    @Test
    void writesAStatusButNotThatOfAnotherResource(KubernetesClient client) {
        Cluster cluster = paging(client);
        Item first = cluster.create(BACKUPS, item(BACKUPS, namespace, "b", ""), "");
        ObjectNode status = json("{\"phase\":\"InProgress\"}");
        String uid = first.text("/metadata/uid");
        assertThat(cluster.patchStatus(BACKUPS, first.key(), uid, status).text("/status/phase"))
                .isEqualTo("InProgress");
        assertThat(cluster.delete(BACKUPS, first.key(), uid)).isTrue();
        cluster.create(BACKUPS, item(BACKUPS, namespace, "b", ""), "");

        assertConflict(() -> cluster.patchStatus(BACKUPS, first.key(), uid, status));
        assertConflict(() -> cluster.delete(BACKUPS, first.key(), uid));
        assertThat(cluster.get(BACKUPS, namespace, "b").orElseThrow().text("/status/phase"))
                .isEmpty();
    }

    private static void assertConflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
    }

    @Test
    void replacesAStatusAndTellsTheCausesOfARefusal(KubernetesClient client) {
        Cluster cluster = paging(client);
        ResourceCatalog catalog = cluster.discover();
        ResourceType services = catalog.find("services").orElseThrow();
        String spec =
                ",\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":31977}]}";
        Item service = cluster.create(services, item(services, namespace, "one", spec), "");
        Item withStatus =
                service.edit(
                        s ->
                                s.withObject("/status")
                                        .putObject("loadBalancer")
                                        .putArray("ingress")
                                        .addObject()
                                        .put("hostname", "x.example"));

        assertThatThrownBy(
                        () -> cluster.create(services, item(services, namespace, "two", spec), ""))
                .isInstanceOfSatisfying(
                        ClusterException.class,
                        e ->
                                assertThat(e.causes().toString())
                                        .contains("provided port is already allocated"));
        assertThatThrownBy(() -> cluster.replaceStatus(services, withStatus))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("status"); // the API takes ingress for LoadBalancer only
        Item plain =
                service.edit(
                        s ->
                                s.withObject("/status")
                                        .putArray("conditions")
                                        .addObject()
                                        .put("type", "Ready")
                                        .put("status", "True")
                                        .put("reason", "Test")
                                        .put("message", "")
                                        .put("lastTransitionTime", "2026-01-01T00:00:00Z"));
        assertThat(cluster.replaceStatus(services, plain).text("/status/conditions/0/type"))
                .isEqualTo("Ready");
    }

    @Test
    void knowsExpiredRevisionsUnrelatedStoresAndARestartOfTheServer() throws Exception {
        try (KubernetesCluster own =
                KubernetesCluster.start(
                        List.of(
                                "--own-etcd",
                                "deployments.apps",
                                "--",
                                "--etcd-compaction-interval=1s",
                                "--watch-cache=false"))) {
            Cluster cluster = paging(own.client());
            ResourceType deployments = cluster.discover().find("deploy").orElseThrow();
            for (int i = 0; i < 7; i++) {
                cluster.create(CONFIG_MAPS, item(CONFIG_MAPS, "default", "c" + i, ""), "");
            }
            long main = Long.parseLong(cluster.revisionOf(CONFIG_MAPS));
            long other = Long.parseLong(cluster.revisionOf(deployments));
            assertThat(other).isLessThan(main / 2);

            Revision old = Revision.exact(Long.toString(main));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(
                            () ->
                                    assertThatThrownBy(
                                                    () ->
                                                            cluster.items(
                                                                    ListRequest.all(CONFIG_MAPS)
                                                                            .at(old)))
                                            .isInstanceOfSatisfying(
                                                    ClusterException.class,
                                                    e ->
                                                            assertThat(e.reason())
                                                                    .isEqualTo(Reason.EXPIRED)));
            assertBeginsAnewWhenItsTokenHasExpired(cluster);
            assertListsThroughARestart(own, cluster);
        }
    }

    private static void assertBeginsAnewWhenItsTokenHasExpired(Cluster cluster) {
        var names = new ArrayList<String>();
        int[] beginnings = {0};
        ListResult result =
                cluster.list(
                        ListRequest.all(CONFIG_MAPS).in("default"),
                        new ItemSink() {
                            @Override
                            public void begin() {
                                names.clear();
                                beginnings[0]++;
                            }

                            @Override
                            public void item(ItemHead head, byte[] buffer, int offset, int length) {
                                names.add(head.name());
                                if (beginnings[0] == 1 && names.size() == 1) {
                                    awaitCompaction(cluster);
                                }
                            }
                        });
        assertThat(beginnings[0]).isEqualTo(2);
        assertThat(names)
                .contains("c0", "c1", "c2", "c3", "c4", "c5", "c6", "later-0")
                .doesNotHaveDuplicates();
        assertThat(result.items()).isEqualTo(names.size());
    }

    /// Writes until the server has forgotten what was its newest revision.
    private static void awaitCompaction(Cluster cluster) {
        Revision now = Revision.exact(cluster.revisionOf(CONFIG_MAPS));
        int[] written = {0};
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> {
                            String name = "later-" + written[0]++;
                            cluster.create(CONFIG_MAPS, item(CONFIG_MAPS, "default", name, ""), "");
                            return isExpired(cluster, now);
                        });
    }

    private static boolean isExpired(Cluster cluster, Revision revision) {
        try {
            cluster.items(ListRequest.all(CONFIG_MAPS).at(revision));
            return false;
        } catch (ClusterException e) {
            return e.reason() == Reason.EXPIRED;
        }
    }

    private static void assertListsThroughARestart(KubernetesCluster own, Cluster cluster) {
        var names = new ArrayList<String>();
        boolean[] stopped = {false};
        cluster.list(
                ListRequest.all(CONFIG_MAPS).in("default"),
                new ItemSink() {
                    @Override
                    public void begin() {
                        names.clear();
                    }

                    @Override
                    public void item(ItemHead head, byte[] buffer, int offset, int length) {
                        names.add(head.name());
                        if (!stopped[0]) {
                            stopped[0] = true;
                            own.stop("apiserver");
                            own.restart("apiserver");
                        }
                    }
                });
        assertThat(names)
                .contains("c0", "c1", "c2", "c3", "c4", "c5", "c6")
                .doesNotHaveDuplicates();
    }
}
