package ark.restore.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.cluster.ClusterException;
import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.restore.action.Yaml;
import ark.restore.apply.Applied.What;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplierTest {
    private static final Map<String, String> LABELS =
            Map.of("velero.io/backup-name", "b1", "velero.io/restore-name", "r1");
    private static final JsonNode NO_STATUS = MissingNode.getInstance();

    /// When the fake server says that everything was created.
    private static final Instant CREATION = Instant.parse("2026-11-21T16:34:07Z");

    private final FakeApiServer server = new FakeApiServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void createsUnderTheOriginalsManagerAndGivesTheOwnersBack() {
        Item map =
                configMap("{k: v}")
                        .edit(
                                json ->
                                        json.withObject("/metadata")
                                                .putArray("managedFields")
                                                .addObject()
                                                .put("manager", "kubectl-create")
                                                .put("operation", "Update")
                                                .put("apiVersion", "v1"));
        Applied applied = keeping().apply(candidate(map));
        assertThat(applied.what()).isEqualTo(What.CREATED);
        assertThat(server.requests())
                .containsExactly(
                        "POST /api/v1/namespaces/ns1/configmaps?fieldManager=kubectl-create",
                        "PATCH /api/v1/namespaces/ns1/configmaps/c");
        assertThat(stored().at("/metadata/managedFields"))
                .isEqualTo(map.at("/metadata/managedFields"));
    }

    @Test
    void patchesNothingWhenTheServerKnowsTheOwnersAlready() {
        Item map =
                configMap("{k: v}")
                        .edit(
                                json ->
                                        json.withObject("/metadata")
                                                .putArray("managedFields")
                                                .addObject()
                                                .put("manager", "kubectl-create")
                                                .put("operation", "Update")
                                                .put("time", "2020-01-01T00:00:00Z"));
        keeping().apply(candidate(map));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void restoresTheStatusOfItsOwnSubresource() {
        Item pod = labelled(Yaml.item("pods", "metadata: {name: p, namespace: ns1}"));
        JsonNode status = Yaml.tree("{phase: Running}");
        keeping().apply(candidate("pods", pod, status));
        assertThat(server.stored("pods", "ns1", "p").orElseThrow().at("/status")).isEqualTo(status);
        assertThat(server.requests())
                .anyMatch(r -> r.equals("PUT /api/v1/namespaces/ns1/pods/p/status"));
    }

    @Test
    void createsAnObjectWithItsStatusWhereThatIsNoSubresource() {
        Item widget =
                labelled(Yaml.item("widgets.example.dev", "metadata: {name: w, namespace: ns1}"));
        JsonNode status = Yaml.tree("{phase: Running}");
        keeping().apply(candidate("widgets.example.dev", widget, status));
        assertThat(server.requests()).hasSize(1);
        assertThat(server.stored("widgets.example.dev", "ns1", "w").orElseThrow().at("/status"))
                .isEqualTo(status);
    }

    @Test
    void onlyWarnsWhenStatusOrOwnersAreRefused() {
        server.failNext(1, "PUT", "/status", Fault.forbidden("no status for you"));
        server.failNext(1, "PATCH", "", Fault.forbidden("no owners for you"));
        Item pod =
                labelled(
                        Yaml.item(
                                "pods",
                                "metadata: {name: p, namespace: ns1, managedFields: [{manager: m}]}"));
        Applied applied = keeping().apply(candidate("pods", pod, Yaml.tree("{a: 1}")));
        assertThat(applied.what()).isEqualTo(What.CREATED);
        assertThat(applied.warnings())
                .containsExactly(
                        "could not restore the status of Pod \"p\": no status for you",
                        "could not restore the managedFields of Pod \"p\": no owners for you");
    }

    @Test
    void leavesAnEqualObjectWithoutAWord() {
        server.add(
                "configmaps",
                "{\"metadata\":{\"namespace\":\"ns1\",\"name\":\"c\"},\"data\":{\"k\":\"v\"}}");
        Applied applied = keeping().apply(candidate(configMap("{k: v}")));
        assertThat(applied.what()).isEqualTo(What.LEFT);
        assertThat(applied.warnings()).isEmpty();
        assertThat(stored().labels()).isEmpty();
    }

    @Test
    void saysWhereAnExistingObjectDiffersAndLeavesIt() {
        existing("{k: old, only: live}");
        Applied applied = keeping().apply(candidate(configMap("{k: new}")));
        assertThat(applied.what()).isEqualTo(What.LEFT);
        assertThat(applied.warnings())
                .containsExactly(
                        "could not restore, ConfigMap \"c\" already exists. Warning: the in-cluster"
                                + " version is different than the backed-up version. Differs at:"
                                + " data.k, data.only");
        assertThat(stored().text("/data/k")).isEqualTo("old");
    }

    @Test
    void changesAnExistingObjectWhereTheRestoreSaysSo() {
        existing("{k: old, only: live}");
        Applied applied = updating().apply(candidate(configMap("{k: new}")));
        assertThat(applied.what()).isEqualTo(What.UPDATED);
        assertThat(applied.warnings()).isEmpty();
        assertThat(stored().at("/data")).isEqualTo(Yaml.tree("{k: new}"));
        assertThat(stored().labels()).isEqualTo(LABELS);
    }

    @Test
    void labelsAnEqualObjectWhereTheRestoreUpdates() {
        existing("{k: v}");
        Applied applied = updating().apply(candidate(configMap("{k: v}")));
        assertThat(applied.what()).isEqualTo(What.UPDATED);
        assertThat(stored().labels()).isEqualTo(LABELS);
    }

    @Test
    void labelsOnlyWhenAnUpdateIsRefused() {
        existing("{k: old}");
        server.failNext(1, "PATCH", "", new Fault.Refuse(422, "Invalid", "field is immutable", 0));
        Applied applied = updating().apply(candidate(configMap("{k: new}")));
        assertThat(applied.warnings())
                .containsExactly("could not update ConfigMap \"c\": field is immutable");
        assertThat(stored().text("/data/k")).isEqualTo("old");
        assertThat(stored().labels()).isEqualTo(LABELS);
    }

    @Test
    void mergesAServiceAccountThatExists() {
        var type =
                ResourceType.of(
                        GroupResource.core("serviceaccounts"), "v1", "ServiceAccount", true);
        server.serve(type);
        server.add(
                "serviceaccounts",
                """
                {"metadata":{"namespace":"ns1","name":"default","labels":{"a":"live"}},
                 "secrets":[{"name":"s1"}]}
                """);
        Item account =
                labelled(
                        Yaml.item(
                                "serviceaccounts",
                                """
                                apiVersion: v1
                                kind: ServiceAccount
                                metadata: {name: default, namespace: ns1, labels: {a: x, b: y}}
                                secrets: [{name: s1}, {name: s2}]
                                imagePullSecrets: [{name: p}]
                                """));
        assertThat(keeping().apply(candidate("serviceaccounts", account, NO_STATUS)).what())
                .isEqualTo(What.UPDATED);
        Item live = server.stored("serviceaccounts", "ns1", "default").orElseThrow();
        assertThat(live.labels()).isEqualTo(Map.of("a", "live", "b", "y"));
        assertThat(live.at("/secrets"))
                .isEqualTo(Yaml.tree("x: [{name: s1}, {name: s2}]").get("x"));
        assertThat(live.at("/imagePullSecrets")).isEqualTo(Yaml.tree("x: [{name: p}]").get("x"));
        assertThat(keeping().apply(candidate("serviceaccounts", account, NO_STATUS)).what())
                .isEqualTo(What.LEFT);
    }

    @Test
    void findsWhatAnEarlierAttemptCreatedAndFinishesIt() {
        server.add("configmaps", labelled(configMap("{k: changed since}")).at("").toString());
        Item map =
                configMap("{k: v}")
                        .edit(
                                j ->
                                        j.withObject("/metadata")
                                                .putArray("managedFields")
                                                .addObject()
                                                .put("manager", "m"));
        Applied applied = resuming(CREATION).apply(candidate(map));
        assertThat(applied.what()).isEqualTo(What.CREATED);
        assertThat(applied.warnings()).isEmpty();
        assertThat(stored().text("/data/k")).isEqualTo("changed since");
        assertThat(stored().at("/metadata/managedFields/0/manager").asText()).isEqualTo("m");
    }

    @Test
    void takesNothingForItsOwnThatWasThereBeforeOrHasOtherLabels() {
        server.add("configmaps", labelled(configMap("{k: other}")).at("").toString());
        assertThat(
                        resuming(CREATION.plusSeconds(1))
                                .apply(candidate(configMap("{k: v}")))
                                .warnings())
                .hasSize(1);
        existing("{k: other}");
        assertThat(resuming(CREATION).apply(candidate(configMap("{k: v}"))).warnings()).hasSize(1);
    }

    @Test
    void takesARefusalForAnExistsWhenTheObjectIsThere() {
        existing("{k: v}");
        server.failNext(
                1,
                "POST",
                "",
                new Fault.Refuse(422, "Invalid", "provided port is already allocated", 0));
        assertThat(keeping().apply(candidate(configMap("{k: v}"))).what()).isEqualTo(What.LEFT);
    }

    @Test
    void throwsWhatTheServerRefuses() {
        server.failNext(1, "POST", "", Fault.forbidden("exceeded quota: q, requested: pods=1"));
        Applier applier = keeping();
        Candidate candidate = candidate(configMap("{k: v}"));
        assertThatThrownBy(() -> applier.apply(candidate))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("exceeded quota");
    }

    private Item stored() {
        return server.stored("configmaps", "ns1", "c").orElseThrow();
    }

    private void existing(String data) {
        server.add(
                "configmaps",
                Yaml.item("configmaps", "metadata: {name: c, namespace: ns1}\ndata: " + data)
                        .at("")
                        .toString());
    }

    private static Item configMap(String data) {
        return labelled(
                Yaml.item(
                        "configmaps",
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: c, namespace: ns1}
                        data: %s
                        """
                                .formatted(data)));
    }

    private static Item labelled(Item item) {
        return item.edit(
                json -> LABELS.forEach(json.withObject("/metadata").withObject("/labels")::put));
    }

    private Candidate candidate(Item map) {
        return candidate("configmaps", map, NO_STATUS);
    }

    private Candidate candidate(String resource, Item item, JsonNode status) {
        ResourceType type = server.type(resource);
        return new Candidate(type, item, status, Set.of(type.apiVersion()));
    }

    private Applier keeping() {
        return new Applier(server.cluster(), new ApplyRules(LABELS, false, Instant.MAX));
    }

    private Applier updating() {
        return new Applier(server.cluster(), new ApplyRules(LABELS, true, Instant.MAX));
    }

    private Applier resuming(Instant ownSince) {
        return new Applier(server.cluster(), new ApplyRules(LABELS, false, ownSince));
    }
}
