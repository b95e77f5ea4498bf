package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a whole backup selects, case by case.
///
/// Source of the cases: the test tables of Velero 1.9.7 and 1.18, pkg/backup/backup_test.go, as
/// facts.
class BackupSelectionTest {
    private static final List<String> OBJECTS =
            List.of(
                    "pods foo/bar",
                    "pods zoo/raz",
                    "deployments.apps foo/bar",
                    "deployments.apps zoo/raz",
                    "persistentvolumes bar",
                    "persistentvolumes baz");

    @TempDir private Path scratch;

    /// @param spec JSON in which apostrophes stand for quotation marks
    record Case(String name, String spec, List<String> objects, List<String> stored) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, String spec, String... stored) {
        return new Case(name, spec, OBJECTS, List.of(stored));
    }

    private static Case with(String name, String spec, List<String> objects, String... stored) {
        return new Case(name, spec, objects, List.of(stored));
    }

    static Stream<Case> resources() {
        return Stream.of(
                of("no filters store everything", "{}", OBJECTS.toArray(new String[0])),
                of(
                        "included resources",
                        "{'includedResources': ['pods', 'pv']}",
                        "pods foo/bar",
                        "pods zoo/raz",
                        "persistentvolumes bar",
                        "persistentvolumes baz"),
                of(
                        "excluded resources",
                        "{'excludedResources': ['Deployment', 'persistentvolumes']}",
                        "pods foo/bar",
                        "pods zoo/raz"),
                of(
                        "a wildcard among the included is refused, alone it means everything",
                        "{'includedResources': ['*']}",
                        OBJECTS.toArray(new String[0])),
                of(
                        "an unknown included resource is ignored",
                        "{'includedResources': ['pods', 'unresolvable']}",
                        "pods foo/bar",
                        "pods zoo/raz"),
                of(
                        "only unknown included resources store nothing",
                        "{'includedResources': ['unresolvable-1', 'unresolvable-2']}"),
                of(
                        "an unknown excluded resource is ignored",
                        "{'excludedResources': ['deployments', 'unresolvable']}",
                        "pods foo/bar",
                        "pods zoo/raz",
                        "persistentvolumes bar",
                        "persistentvolumes baz"),
                of(
                        "only unknown excluded resources exclude nothing",
                        "{'excludedResources': ['unresolvable-1', 'unresolvable-2']}",
                        OBJECTS.toArray(new String[0])));
    }

    static Stream<Case> namespacesAndScope() {
        return Stream.of(
                of(
                        "included namespaces",
                        "{'includedNamespaces': ['foo']}",
                        "pods foo/bar",
                        "deployments.apps foo/bar"),
                of(
                        "excluded namespaces",
                        "{'excludedNamespaces': ['zoo']}",
                        "pods foo/bar",
                        "deployments.apps foo/bar"),
                of(
                        "no cluster-scoped resources",
                        "{'includeClusterResources': false}",
                        "pods foo/bar",
                        "pods zoo/raz",
                        "deployments.apps foo/bar",
                        "deployments.apps zoo/raz"),
                of(
                        "some namespaces, cluster-scoped resources wanted",
                        "{'includedNamespaces': ['foo'], 'includeClusterResources': true}",
                        "pods foo/bar",
                        "deployments.apps foo/bar",
                        "persistentvolumes bar",
                        "persistentvolumes baz"),
                of(
                        "some namespaces, cluster-scoped resources unwanted",
                        "{'includedNamespaces': ['foo'], 'includeClusterResources': false}",
                        "pods foo/bar",
                        "deployments.apps foo/bar"),
                of(
                        "all namespaces, cluster-scoped resources wanted",
                        "{'includedNamespaces': ['*'], 'includeClusterResources': true}",
                        OBJECTS.toArray(new String[0])),
                of(
                        "all namespaces, nothing said about cluster-scoped resources",
                        "{'includedNamespaces': ['*']}",
                        OBJECTS.toArray(new String[0])),
                of(
                        "wildcards in included namespaces",
                        "{'includedNamespaces': ['fo*', '[a-z]oo'], 'excludedNamespaces': ['z?o']}",
                        "pods foo/bar",
                        "deployments.apps foo/bar"),
                of("a wildcard that no namespace matches", "{'includedNamespaces': ['none-*']}"),
                of(
                        "wildcards in excluded namespaces",
                        "{'excludedNamespaces': ['z*']}",
                        "pods foo/bar",
                        "deployments.apps foo/bar"));
    }

    private static final String LABELLED = " {'metadata': {'labels': {'a': 'b'}}}";

    static Stream<Case> labels() {
        String other = " {'metadata': {'labels': {'c': 'd'}}}";
        List<String> mixed =
                List.of(
                        "pods foo/bar" + LABELLED,
                        "pods zoo/raz",
                        "deployments.apps foo/bar",
                        "deployments.apps zoo/raz" + other,
                        "persistentvolumes bar" + LABELLED,
                        "persistentvolumes baz");
        return Stream.of(
                with(
                        "a label selector",
                        "{'labelSelector': {'matchLabels': {'a': 'b'}}}",
                        mixed,
                        "pods foo/bar",
                        "persistentvolumes bar"),
                with(
                        "any of several label selectors",
                        "{'orLabelSelectors': [{'matchLabels': {'a': 'b'}},"
                                + " {'matchLabels': {'c': 'd'}}]}",
                        mixed,
                        "pods foo/bar",
                        "persistentvolumes bar",
                        "deployments.apps zoo/raz"),
                with(
                        "several label selectors that match the same",
                        "{'orLabelSelectors': [{'matchLabels': {'a': 'b'}},"
                                + " {'matchExpressions': [{'key': 'a', 'operator': 'Exists'}]}]}",
                        mixed,
                        "pods foo/bar",
                        "persistentvolumes bar"));
    }

    static Stream<Case> exclusions() {
        String excluded =
                " {'metadata': {'labels': {'a': 'b', 'velero.io/exclude-from-backup': 'true'}}}";
        String notExcluded =
                " {'metadata': {'labels': {'a': 'b', 'velero.io/exclude-from-backup': 'false'}}}";
        return Stream.of(
                with(
                        "the exclude label",
                        "{}",
                        List.of("pods foo/bar" + excluded, "pods zoo/raz"),
                        "pods zoo/raz"),
                with(
                        "the exclude label beats a matching selector",
                        "{'labelSelector': {'matchLabels': {'a': 'b'}}}",
                        List.of("pods foo/bar" + excluded, "pods zoo/raz" + LABELLED),
                        "pods zoo/raz"),
                with(
                        "an exclude label that is not true",
                        "{}",
                        List.of("pods foo/bar" + notExcluded),
                        "pods foo/bar"),
                with(
                        "objects that are being deleted",
                        "{}",
                        List.of(
                                "pods foo/bar",
                                "pods zoo/raz {'metadata': {'deletionTimestamp':"
                                        + " '2026-11-21T16:15:17Z'}}"),
                        "pods foo/bar"));
    }

    static Stream<Case> scopedFilters() {
        return Stream.of(
                of(
                        "namespace-scoped resources alone",
                        "{'includedNamespaceScopedResources': ['pods']}",
                        "pods foo/bar",
                        "pods zoo/raz"),
                of(
                        "all namespace-scoped resources",
                        "{'includedNamespaceScopedResources': ['*']}",
                        OBJECTS.toArray(new String[0])),
                of(
                        "excluded namespace-scoped resources, so no cluster-scoped ones either",
                        "{'excludedNamespaceScopedResources': ['deployments']}",
                        "pods foo/bar",
                        "pods zoo/raz"),
                of(
                        "no namespace-scoped resources",
                        "{'excludedNamespaceScopedResources': ['*'],"
                                + " 'includedClusterScopedResources': ['persistentvolumes']}",
                        "persistentvolumes bar",
                        "persistentvolumes baz"),
                of(
                        "cluster-scoped resources beside all others",
                        "{'includedClusterScopedResources': ['pv']}",
                        OBJECTS.toArray(new String[0])),
                of(
                        "excluded cluster-scoped resources",
                        "{'excludedClusterScopedResources': ['pv']}",
                        "pods foo/bar",
                        "pods zoo/raz",
                        "deployments.apps foo/bar",
                        "deployments.apps zoo/raz"),
                of(
                        "no cluster-scoped resources at all",
                        "{'excludedClusterScopedResources': ['*']}",
                        "pods foo/bar",
                        "pods zoo/raz",
                        "deployments.apps foo/bar",
                        "deployments.apps zoo/raz"),
                of(
                        "some namespaces and all cluster-scoped resources",
                        "{'includedNamespaces': ['foo'], 'includedClusterScopedResources': ['*']}",
                        "pods foo/bar",
                        "deployments.apps foo/bar",
                        "persistentvolumes bar",
                        "persistentvolumes baz"),
                of(
                        "some namespaces and nothing said of cluster-scoped resources",
                        "{'includedNamespaces': ['foo'],"
                                + " 'includedNamespaceScopedResources': ['pods']}",
                        "pods foo/bar"));
    }

    @ParameterizedTest
    @MethodSource({"resources", "namespacesAndScope", "labels", "exclusions", "scopedFilters"})
    void storesWhatTheFiltersSelect(Case row) {
        try (var world = new BackupWorld(scratch)) {
            world.add("namespaces foo");
            world.add("namespaces zoo");
            row.objects().forEach(world::add);

            world.run("b1", row.spec());

            assertThat(world.items("b1"))
                    .filteredOn(item -> !item.startsWith("namespaces "))
                    .filteredOn(item -> !item.contains("velero"))
                    .containsExactlyInAnyOrderElementsOf(row.stored());
        }
    }
}
