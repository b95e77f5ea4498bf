package ark.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.RestorePhase;
import ark.api.v1.RestoreStatus;
import ark.backupstore.Results;
import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.podvolume.PlayedAgents;
import ark.testing.KubernetesCluster;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a real Velero 1.9.7 backed up comes back in a real cluster as that Velero brought it back.
class VeleroFixtureIT {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/velero-1.9.7");

    /// What the controllers of a cluster make or remove by themselves.
    private static final Set<String> CONTROLLED =
            Set.of("EndpointSlice", "Endpoints", "ConfigMap guestbook/kube-root-ca.crt");

    @TempDir private Path scratch;
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private KubernetesCluster kubernetes;
    private Cluster cluster;
    private RealRestores restores;
    private PlayedAgents agents;

    @BeforeEach
    void start() throws IOException {
        kubernetes = KubernetesCluster.start(List.of());
        restores =
                new RealRestores(
                        kubernetes,
                        bucket,
                        scratch,
                        new RestoreSettings.Waits(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(5)));
        cluster = restores.cluster();
        agents = new PlayedAgents(cluster, "velero", "");
        restores.create("backupstoragelocations.velero.io", LOCATION);
        try (Stream<Path> files = Files.walk(FIXTURE.resolve("bucket"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bucket.put(
                        FIXTURE.resolve("bucket").relativize(file).toString(),
                        Files.readAllBytes(file));
            }
        }
        for (String backup : List.of("b1", "b2", "b3")) {
            restores.create(
                    "backups.velero.io",
                    new String(bucket.content("backups/" + backup + "/velero-backup.json"), UTF_8));
        }
    }

    private static final String LOCATION =
            """
            metadata: {name: default, namespace: velero}
            spec: {provider: filesystem, objectStorage: {bucket: velero197}}
            """;

    @AfterEach
    void stop() {
        agents.close();
        kubernetes.close();
    }

    @Test
    void comesBackAsVeleroBroughtItBack() throws IOException, InterruptedException {
        RestoreStatus status = restores.run("r1", "{backupName: b1}");
        Results results = restores.results("r1");
        assertThat(results.errors().count()).as("%s", results.errors()).isZero();
        assertThat(results.warnings().count()).as("%s", results.warnings()).isEqualTo(1);
        assertThat(results.warnings().namespaces().get("guestbook"))
                .singleElement()
                .asString()
                .contains("ConfigMap \"kube-root-ca.crt\" already exists");
        assertThat(status.phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(differencesFromExpected()).isEmpty();

        asksForTheVolumesThatVeleroCaptured();
        restoresOverItself();
        restoresIntoAnotherNamespace();
        restoresAllOfACluster();
    }

    private void asksForTheVolumesThatVeleroCaptured() {
        assertThat(
                        cluster.items(
                                ListRequest.all(restores.type("podvolumerestores.velero.io"))
                                        .labelled("velero.io/restore-name=r1")))
                .allMatch(r -> r.text("/spec/sourceNamespace").equals("guestbook"))
                .extracting(
                        r ->
                                r.text("/spec/pod/name")
                                        + " "
                                        + r.text("/spec/volume")
                                        + " "
                                        + r.text("/spec/snapshotID"))
                .containsExactlyInAnyOrder(
                        "redis-0 data a4efe810",
                        "redis-0 cache 9f4f5d49",
                        "scratch files 010264e0");
    }

    private void restoresOverItself() throws InterruptedException {
        RestoreStatus status = restores.run("r2", "{backupName: b2}");
        Results results = restores.results("r2");
        assertThat(results.errors().count()).as("%s", results.errors()).isZero();
        assertThat(status.phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(results.warnings().namespaces().get("guestbook"))
                .contains(
                        "could not restore, ConfigMap \"settings\" already exists. Warning: the"
                                + " in-cluster version is different than the backed-up version."
                                + " Differs at: data.greeting")
                .anyMatch(w -> w.startsWith("could not restore, Service \"frontend\" already"));
    }

    private void restoresIntoAnotherNamespace() throws InterruptedException {
        restores.run(
                "r3",
                "{backupName: b2, namespaceMapping: {guestbook: guestbook2},"
                        + " includedResources: [configmaps, secrets, services]}");
        Results results = restores.results("r3");
        assertThat(results.errors().count()).as("%s", results.errors()).isEqualTo(1);
        assertThat(results.errors().namespaces().get("guestbook2"))
                .containsExactly(
                        "error restoring services/guestbook2/frontend-fixed: Service"
                                + " \"frontend-fixed\" is invalid: spec.ports[0].nodePort: Invalid"
                                + " value: 30180: provided port is already allocated");
    }

    private void restoresAllOfACluster() throws InterruptedException {
        restores.run("r4", "{backupName: b3}");
        Results results = restores.results("r4");
        assertThat(results.errors().velero()).isEmpty();
        assertThat(results.errors().cluster()).isEmpty();
        assertThat(results.errors().namespaces()).isEmpty();
    }

    private Map<String, String> differencesFromExpected() throws IOException {
        ResourceCatalog catalog = cluster.discover();
        var differences = new TreeMap<String, String>();
        JsonNode expected =
                Json.tree(
                        Files.readAllBytes(
                                FIXTURE.resolve("expected/objects-after-restore-r1.json")));
        for (JsonNode object : expected.path("items")) {
            String kind = object.path("kind").asText();
            ResourceType type =
                    catalog.find(object.path("apiVersion").asText(), kind).orElseThrow();
            Item wanted = Item.of(type.resource(), (ObjectNode) object);
            ItemKey key = wanted.key();
            if (CONTROLLED.contains(kind) || CONTROLLED.contains(kind + " " + key.path())) {
                continue;
            }
            Optional<Item> live = cluster.get(type, key.namespace(), key.name());
            if (live.isEmpty()) {
                differences.put(kind + " " + key.path(), "is missing");
                continue;
            }
            var paths = new ArrayList<String>();
            compare("", settled(wanted), settled(live.get()), paths);
            if (!paths.isEmpty()) {
                differences.put(kind + " " + key.path(), String.join("; ", paths));
            }
        }
        return differences;
    }

    private static void compare(String path, JsonNode one, JsonNode other, List<String> into) {
        if (one.isObject() && other.isObject()) {
            Set<String> names = new TreeSet<>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            names.forEach(n -> compare(path + "/" + n, one.path(n), other.path(n), into));
        } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                compare(path + "/" + i, one.get(i), other.get(i), into);
            }
        } else if (!one.equals(other)) {
            into.add(path + ": " + one + " became " + other);
        }
    }

    /// Without what a server, its scheduler and its controllers set, and what is not promised.
    private static ObjectNode settled(Item item) {
        ObjectNode json = item.copyOfJson();
        json.remove("status");
        ObjectNode metadata = json.withObject("/metadata");
        metadata.remove(
                List.of(
                        "uid",
                        "resourceVersion",
                        "generation",
                        "creationTimestamp",
                        "managedFields",
                        "finalizers",
                        "ownerReferences"));
        switch (item.kind()) {
            case "Pod" -> settlePod(json);
            case "Service" -> settleService(json);
            case "PersistentVolumeClaim" -> {
                json.withObject("/spec").remove("volumeName");
                removeAnnotations(json, "pv.kubernetes.io/bind-completed");
                removeAnnotations(json, "pv.kubernetes.io/bound-by-controller");
                removeAnnotations(json, "volume.kubernetes.io/storage-provisioner");
            }
            case "Namespace" -> metadata.remove("labels");
            default -> {}
        }
        return json;
    }

    private static void settlePod(ObjectNode json) {
        ObjectNode spec = json.withObject("/spec");
        spec.remove("nodeName");
        // it names the wait container, too
        removeAnnotations(json, "kubernetes.io/limit-ranger");
        if (spec.get("volumes") instanceof ArrayNode volumes) {
            volumes.removeIf(v -> v.path("name").asText().equals("ark-restore")); // Ark's own
        }
        for (JsonNode container : spec.path("initContainers")) {
            if (container.path("name").asText().equals("restic-wait")) {
                settleWaiting((ObjectNode) container);
            }
        }
    }

    /// Image and command are another program's; the uid is that of another restore.
    private static void settleWaiting(ObjectNode container) {
        container.remove(List.of("image", "command", "args", "securityContext", "imagePullPolicy"));
        if (container.get("volumeMounts") instanceof ArrayNode mounts) {
            mounts.removeIf(m -> !m.path("mountPath").asText().startsWith("/restores/"));
        }
    }

    private static void settleService(ObjectNode json) {
        ObjectNode spec = json.withObject("/spec");
        if (!spec.path("clusterIP").asText().equals("None")) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
        }
        for (JsonNode port : spec.path("ports")) {
            if (port.path("nodePort").asInt() != 30180 && port instanceof ObjectNode object) {
                object.remove("nodePort"); // assigned, not chosen
            }
        }
    }

    private static void removeAnnotations(ObjectNode json, String name) {
        if (json.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(name);
            if (annotations.isEmpty()) {
                json.withObject("/metadata").remove("annotations");
            }
        }
    }
}
