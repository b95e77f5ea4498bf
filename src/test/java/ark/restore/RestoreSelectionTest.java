package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.RestorePhase;
import ark.archive.ArchiveWriter;
import ark.archive.Compression;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.restore.action.Yaml;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What a whole restore brings back, case by case.
///
/// Source of the cases: the test tables of Velero 1.9.7 and 1.18, pkg/restore/restore_test.go, as
/// facts.
class RestoreSelectionTest {
    private static final String LABELLED = ", labels: {a: b}";

    @TempDir private Path scratch;

    /// @param spec YAML of one line, without the backup's name
    /// @param objects `pods ns-1/pod-1` and what else is in their metadata
    record Case(String name, String spec, List<String> objects, List<String> restored) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<String> OBJECTS =
            List.of(
                    "pods ns-1/pod-1",
                    "pods ns-2/pod-2",
                    "deployments.apps ns-1/deploy-1",
                    "deployments.apps ns-2/deploy-2",
                    "persistentvolumes pv-1",
                    "persistentvolumes pv-2");

    private static final List<String> NAMESPACED = OBJECTS.subList(0, 4);
    private static final List<String> PODS = OBJECTS.subList(0, 2);
    private static final List<String> FIRST =
            List.of("pods ns-1/pod-1", "deployments.apps ns-1/deploy-1");

    private static Case of(String name, String spec, List<String> restored) {
        return new Case(name, spec, OBJECTS, restored);
    }

    static Stream<Case> resources() {
        return Stream.of(
                of("no filters restore everything", "", OBJECTS),
                of("included resources", "includedResources: [pods]", PODS),
                of("excluded resources", "excludedResources: [persistentvolumes]", NAMESPACED),
                of("included namespaces", "includedNamespaces: [ns-1]", FIRST),
                of("excluded namespaces", "excludedNamespaces: [ns-2]", FIRST),
                of("no cluster-scoped resources", "includeClusterResources: false", NAMESPACED),
                of(
                        "some namespaces and all cluster-scoped resources",
                        "includedNamespaces: [ns-1], includeClusterResources: true",
                        plus(FIRST, "persistentvolumes pv-1", "persistentvolumes pv-2")),
                of(
                        "some namespaces and no cluster-scoped resources",
                        "includedNamespaces: [ns-1], includeClusterResources: false",
                        FIRST),
                of(
                        "some namespaces, nothing said of cluster-scoped resources",
                        "includedNamespaces: [ns-1]",
                        FIRST),
                of(
                        "all namespaces and cluster-scoped resources",
                        "includedNamespaces: ['*'], includeClusterResources: true",
                        OBJECTS),
                of(
                        "all namespaces and no cluster-scoped resources",
                        "includedNamespaces: ['*'], includeClusterResources: false",
                        NAMESPACED),
                of(
                        "all namespaces, nothing said of cluster-scoped resources",
                        "includedNamespaces: ['*']",
                        OBJECTS),
                of("a wildcard", "includedResources: ['*']", OBJECTS),
                of(
                        "an unknown included resource hides no other",
                        "includedResources: [pods, unresolvable]",
                        PODS),
                of(
                        "only unknown included resources restore nothing",
                        "includedResources: [unresolvable-1, unresolvable-2]",
                        List.of()),
                of(
                        "an unknown excluded resource hides no other",
                        "excludedResources: [deployments, persistentvolumes, unresolvable]",
                        PODS),
                of(
                        "only unknown excluded resources exclude nothing",
                        "excludedResources: [unresolvable-1, unresolvable-2]",
                        OBJECTS));
    }

    private static List<String> plus(List<String> some, String... more) {
        var all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    static Stream<Case> labelsAndKinds() {
        List<String> some =
                List.of(
                        "pods ns-1/pod-1" + LABELLED,
                        "pods ns-2/pod-2",
                        "deployments.apps ns-1/deploy-1, labels: {c: d}",
                        "persistentvolumes pv-1" + LABELLED,
                        "persistentvolumes pv-2");
        return Stream.of(
                new Case(
                        "a label selector",
                        "labelSelector: {matchLabels: {a: b}}",
                        some,
                        List.of("pods ns-1/pod-1", "persistentvolumes pv-1")),
                new Case(
                        "any of several label selectors",
                        "orLabelSelectors: [{matchLabels: {a: b}}, {matchLabels: {c: d}}]",
                        some,
                        List.of(
                                "pods ns-1/pod-1",
                                "deployments.apps ns-1/deploy-1",
                                "persistentvolumes pv-1")),
                new Case(
                        "mirror pods stay away",
                        "",
                        List.of(
                                "pods ns-1/pod-1, annotations: {kubernetes.io/config.mirror: x}",
                                "pods ns-1/pod-2"),
                        List.of("pods ns-1/pod-2")),
                new Case(
                        "service accounts come back",
                        "",
                        List.of("serviceaccounts ns-1/sa"),
                        List.of("serviceaccounts ns-1/sa")));
    }

    static Stream<Case> namespaces() {
        return Stream.of(
                of(
                        "namespaces are mapped",
                        "namespaceMapping: {ns-1: mapped-1, ns-2: mapped-2}",
                        List.of(
                                "pods mapped-1/pod-1",
                                "pods mapped-2/pod-2",
                                "deployments.apps mapped-1/deploy-1",
                                "deployments.apps mapped-2/deploy-2",
                                "persistentvolumes pv-1",
                                "persistentvolumes pv-2")),
                of(
                        "filters are of the names before the mapping",
                        "namespaceMapping: {ns-1: mapped-1, ns-2: mapped-2},"
                                + " includedNamespaces: [ns-1]",
                        List.of("pods mapped-1/pod-1", "deployments.apps mapped-1/deploy-1")),
                of(
                        "what is not mapped keeps its namespace",
                        "namespaceMapping: {ns-1: ns-2}, includedResources: [pods]",
                        List.of("pods ns-2/pod-1", "pods ns-2/pod-2")));
    }

    private RestoreWorld world() {
        var world = new RestoreWorld(scratch);
        serve(world, "persistentvolumes", "PersistentVolume", false);
        serve(world, "serviceaccounts", "ServiceAccount", true);
        serve(world, "jobs.batch", "Job", true);
        return world;
    }

    private static void serve(
            RestoreWorld world, String resource, String kind, boolean namespaced) {
        world.server.serve(ResourceType.of(GroupResource.parse(resource), "v1", kind, namespaced));
    }

    @ParameterizedTest
    @MethodSource({"resources", "labelsAndKinds", "namespaces"})
    void bringsBackWhatTheFiltersSelect(Case row) throws InterruptedException {
        try (RestoreWorld world = world()) {
            row.objects().forEach(object -> archive(world, object));
            world.stored();
            String comma = row.spec().isEmpty() ? "" : ", ";
            world.operation().run(world.restore("{backupName: b1" + comma + row.spec() + "}"));

            assertThat(world.status().phase())
                    .isEqualTo(
                            row.name().contains("unknown included")
                                    ? RestorePhase.PARTIALLY_FAILED // and Velero says nothing
                                    : RestorePhase.COMPLETED);
            assertThat(restored(world)).containsExactlyInAnyOrderElementsOf(row.restored());
        }
    }

    private static void archive(RestoreWorld world, String object) {
        String[] words = object.split(" ", 2);
        String[] parts = words[1].split(", ", 2);
        String[] path = parts[0].split("/", -1);
        String place = path.length == 1 ? "" : ", namespace: " + path[0];
        String rest = parts.length == 1 ? "" : ", " + parts[1];
        world.archived(
                words[0],
                """
                apiVersion: %s
                kind: %s
                metadata: {name: %s%s%s}
                """
                        .formatted(
                                words[0].endsWith(".apps") ? "apps/v1" : "v1",
                                world.server.type(words[0]).kind(),
                                path[path.length - 1],
                                place,
                                rest));
    }

    private static List<String> restored(RestoreWorld world) {
        return Stream.of("pods", "deployments.apps", "persistentvolumes", "serviceaccounts")
                .flatMap(
                        resource ->
                                Stream.of("", "ns-1", "ns-2", "mapped-1", "mapped-2")
                                        .flatMap(
                                                namespace ->
                                                        names(resource)
                                                                .filter(
                                                                        name ->
                                                                                world.server
                                                                                        .stored(
                                                                                                resource,
                                                                                                namespace,
                                                                                                name)
                                                                                        .isPresent())
                                                                .map(
                                                                        name ->
                                                                                text(
                                                                                        resource,
                                                                                        namespace,
                                                                                        name))))
                .toList();
    }

    private static Stream<String> names(String resource) {
        return switch (resource) {
            case "pods" -> Stream.of("pod-1", "pod-2");
            case "deployments.apps" -> Stream.of("deploy-1", "deploy-2");
            case "persistentvolumes" -> Stream.of("pv-1", "pv-2");
            default -> Stream.of("sa");
        };
    }

    private static String text(String resource, String namespace, String name) {
        return resource + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    @ParameterizedTest
    @CsvSource({
        "pods,       {},                                       true",
        "pods,       {phase: Pending},                         true",
        "pods,       {phase: Running},                         true",
        "pods,       {phase: Succeeded},                       false",
        "pods,       {phase: Failed},                          false",
        "jobs.batch, {},                                       true",
        "jobs.batch, {active: 1},                              true",
        "jobs.batch, '{completionTime: 2020-01-01T00:00:00Z}', false",
        "configmaps, {phase: Succeeded},                       true",
    })
    void whatHasComeToItsEndDoesNotComeBack(String resource, String status, boolean restored)
            throws InterruptedException {
        try (RestoreWorld world = world()) {
            String kind = world.server.type(resource).kind();
            String version = resource.equals("jobs.batch") ? "batch/v1" : "v1";
            world.archived(
                            resource,
                            """
                            apiVersion: %s
                            kind: %s
                            metadata: {name: x, namespace: ns-1}
                            status: %s
                            """
                                    .formatted(version, kind, status))
                    .stored();
            world.operation().run(world.restore("{backupName: b1}"));

            assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
            assertThat(world.status().warnings()).isNull();
            assertThat(world.server.stored(resource, "ns-1", "x").isPresent()).isEqualTo(restored);
        }
    }

    @Test
    void aVolumeThatExistsStaysAsItIsAlsoForAMappedNamespace() throws InterruptedException {
        try (RestoreWorld world = world()) {
            world.archived(
                            "persistentvolumes",
                            """
                            apiVersion: v1
                            kind: PersistentVolume
                            metadata: {name: pv-1}
                            spec:
                              persistentVolumeReclaimPolicy: Retain
                              claimRef: {namespace: ns-1, name: c}
                            """)
                    .stored();
            world.server.add(
                    "persistentvolumes",
                    RestoreWorld.json(
                            """
                            metadata: {name: pv-1}
                            spec:
                              persistentVolumeReclaimPolicy: Retain
                              claimRef: {namespace: ns-1, name: c}
                            """));
            world.operation()
                    .run(world.restore("{backupName: b1, namespaceMapping: {ns-1: mapped-1}}"));

            assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
            assertThat(world.results().warnings().cluster())
                    .singleElement()
                    .asString()
                    .contains("could not restore, PersistentVolume \"pv-1\" already exists.")
                    .contains("claimRef.namespace");
            Item volume = world.server.stored("persistentvolumes", "", "pv-1").orElseThrow();
            assertThat(volume.text("/spec/claimRef/namespace")).isEqualTo("ns-1");
        }
    }

    @Test
    void metadataAndStatusOfTheOldClusterStayThere() throws InterruptedException {
        try (RestoreWorld world = world()) {
            world.archived(
                            "pods",
                            """
                            apiVersion: v1
                            kind: Pod
                            metadata:
                              name: p
                              namespace: ns-1
                              generateName: p-
                              uid: old
                              resourceVersion: "7"
                              generation: 3
                              creationTimestamp: "2020-01-01T00:00:00Z"
                              ownerReferences: [{kind: ReplicaSet, name: r}]
                              labels: {a: b}
                              annotations: {c: d}
                            status: {message: old}
                            """)
                    .stored();
            world.operation().run(world.restore("{backupName: b1}"));

            Item pod = world.server.stored("pods", "ns-1", "p").orElseThrow();
            assertThat(pod.at("/status").isMissingNode()).isTrue();
            assertThat(pod.at("/metadata/generateName").isMissingNode()).isTrue();
            assertThat(pod.at("/metadata/ownerReferences").isMissingNode()).isTrue();
            assertThat(pod.text("/metadata/uid")).isNotEqualTo("old");
            assertThat(pod.at("/metadata/annotations")).isEqualTo(Yaml.tree("{c: d}"));
            assertThat(pod.labels())
                    .isEqualTo(
                            Map.of(
                                    "a", "b",
                                    "velero.io/backup-name", "b1",
                                    "velero.io/restore-name", "r1"));
        }
    }

    @Test
    void anItemThatIsNoJsonIsAnErrorAndTheOthersComeBack() throws InterruptedException {
        try (RestoreWorld world = world()) {
            var out = new ByteArrayOutputStream();
            try (var writer = new ArchiveWriter(out, RestoreWorld.NOW, new Compression(1, 1))) {
                writer.add(key("broken"), "v1", true, bytes("\"this is not an object\""));
                writer.add(
                        key("whole"),
                        "v1",
                        true,
                        bytes(
                                """
                                {"apiVersion": "v1", "kind": "Pod",
                                 "metadata": {"name": "whole", "namespace": "ns-1"}}
                                """));
                writer.finish();
            }
            world.stored(out.toByteArray());
            world.operation().run(world.restore("{backupName: b1}"));

            assertThat(world.status().phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
            assertThat(world.results().errors().namespaces().get("ns-1"))
                    .singleElement()
                    .asString()
                    .contains("broken");
            assertThat(world.server.stored("pods", "ns-1", "whole")).isPresent();
        }
    }

    private static ItemKey key(String name) {
        return new ItemKey(GroupResource.parse("pods"), "ns-1", name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
