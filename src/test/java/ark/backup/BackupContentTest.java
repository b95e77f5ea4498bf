package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an archive holds, in its order: what the filters select, and what that brings along.
///
/// Source of the cases: the test tables of Velero 1.9.7, pkg/backup/backup_test.go, as facts.
class BackupContentTest {
    private static final String BOUND =
            " {'spec': {'volumeName': 'pv-1'}, 'status': {'phase': 'Bound'}}";
    private static final String CLAIMING =
            " {'spec': {'volumes': [{'name': 'v', 'persistentVolumeClaim': {'claimName': 'c'}}]}}";
    private static final String EXCLUDED =
            " {'metadata': {'labels': {'velero.io/exclude-from-backup': 'true'}}}";
    private static final String WIDGETS =
            "customresourcedefinitions.apiextensions.k8s.io widgets.example.dev";
    private static final String GADGETS =
            "customresourcedefinitions.apiextensions.k8s.io gadgets.example.dev";

    @TempDir private Path scratch;

    /// @param spec JSON in which apostrophes stand for quotation marks
    /// @param stored in this order
    record Case(String name, String spec, List<String> objects, List<String> stored) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> order() {
        return Stream.of(
                new Case(
                        "pods, claims and volumes lead the core group, custom resources follow",
                        "{}",
                        List.of(
                                "widgets.example.dev foo/w",
                                "deployments.apps foo/d",
                                "persistentvolumes pv",
                                "secrets foo/s",
                                "persistentvolumeclaims foo/pvc",
                                "configmaps foo/c",
                                "pods foo/p"),
                        List.of(
                                "pods foo/p",
                                "persistentvolumeclaims foo/pvc",
                                "persistentvolumes pv",
                                "configmaps foo/c",
                                "secrets foo/s",
                                "deployments.apps foo/d",
                                "widgets.example.dev foo/w")),
                new Case(
                        "ordered resources come first among their kind",
                        "{'orderedResources': {'pods': 'zoo/b,foo/c', 'secrets': 'foo/z'}}",
                        List.of(
                                "pods foo/a",
                                "pods foo/c",
                                "pods zoo/b",
                                "secrets foo/a",
                                "secrets foo/z"),
                        List.of(
                                "pods zoo/b",
                                "pods foo/c",
                                "pods foo/a",
                                "secrets foo/z",
                                "secrets foo/a")),
                new Case(
                        "of two groups that serve the same objects, extensions yields",
                        "{}",
                        List.of("deployments.extensions foo/d", "deployments.apps foo/d"),
                        List.of("deployments.apps foo/d")),
                new Case(
                        "a third group of the same name is another kind",
                        "{}",
                        List.of("deployments.apps foo/d", "deployments.example.com foo/d"),
                        List.of("deployments.apps foo/d", "deployments.example.com foo/d")));
    }

    static Stream<Case> definitions() {
        List<String> objects = List.of("widgets.example.dev foo/w", WIDGETS, GADGETS);
        return Stream.of(
                new Case(
                        "all definitions with all namespaces",
                        "{}",
                        objects,
                        List.of("widgets.example.dev foo/w", GADGETS, WIDGETS)),
                new Case(
                        "no definitions without cluster-scoped resources",
                        "{'includeClusterResources': false}",
                        objects,
                        List.of("widgets.example.dev foo/w")),
                new Case(
                        "with some namespaces the definitions of what is in them",
                        "{'includedNamespaces': ['foo']}",
                        objects,
                        List.of("widgets.example.dev foo/w", WIDGETS)),
                new Case(
                        "with a label selector the definitions of what it selects",
                        "{'labelSelector': {'matchLabels': {'a': 'b'}}}",
                        List.of(
                                "widgets.example.dev foo/w {'metadata': {'labels': {'a': 'b'}}}",
                                WIDGETS,
                                GADGETS),
                        List.of("widgets.example.dev foo/w", WIDGETS)),
                new Case(
                        "with some namespaces and no cluster-scoped resources none",
                        "{'includedNamespaces': ['foo'], 'includeClusterResources': false}",
                        objects,
                        List.of("widgets.example.dev foo/w")),
                new Case(
                        "with some namespaces and all cluster-scoped resources all",
                        "{'includedNamespaces': ['foo'], 'includeClusterResources': true}",
                        objects,
                        List.of("widgets.example.dev foo/w", GADGETS, WIDGETS)),
                new Case(
                        "not where definitions are excluded",
                        "{'includedNamespaces': ['foo'], 'excludedResources': ['crd']}",
                        objects,
                        List.of("widgets.example.dev foo/w")));
    }

    private static final List<String> VOLUME =
            List.of(
                    "pods foo/p" + CLAIMING,
                    "persistentvolumeclaims foo/c" + BOUND,
                    "persistentvolumes pv-1",
                    "persistentvolumes pv-2");

    static Stream<Case> broughtAlong() {
        return Stream.of(
                new Case(
                        "a pod brings its claim, and that its volume, each before who brought it",
                        "{'includedNamespaces': ['foo']}",
                        VOLUME,
                        List.of(
                                "persistentvolumes pv-1",
                                "persistentvolumeclaims foo/c",
                                "pods foo/p")),
                new Case(
                        "what is brought is not stored twice",
                        "{}",
                        VOLUME,
                        List.of(
                                "persistentvolumes pv-1",
                                "persistentvolumeclaims foo/c",
                                "pods foo/p",
                                "persistentvolumes pv-2")),
                new Case(
                        "what a label selector selects brings what it does not",
                        "{'labelSelector': {'matchLabels': {'a': 'b'}}}",
                        List.of(
                                "pods foo/p {'metadata': {'labels': {'a': 'b'}}, 'spec':"
                                        + " {'volumes': [{'name': 'v', 'persistentVolumeClaim':"
                                        + " {'claimName': 'c'}}]}}",
                                "persistentvolumeclaims foo/c" + BOUND,
                                "persistentvolumes pv-1"),
                        List.of(
                                "persistentvolumes pv-1",
                                "persistentvolumeclaims foo/c",
                                "pods foo/p")),
                new Case(
                        "what does not exist is not stored",
                        "{'includedNamespaces': ['foo']}",
                        List.of("pods foo/p" + CLAIMING),
                        List.of("pods foo/p")));
    }

    static Stream<Case> notBroughtAlong() {
        return Stream.of(
                new Case(
                        "nothing cluster-scoped is brought that is unwanted",
                        "{'includedNamespaces': ['foo'], 'includeClusterResources': false}",
                        VOLUME,
                        List.of("persistentvolumeclaims foo/c", "pods foo/p")),
                new Case(
                        "nothing is brought whose kind is excluded",
                        "{'includedNamespaces': ['foo'], 'excludedResources': ['pv']}",
                        VOLUME,
                        List.of("persistentvolumeclaims foo/c", "pods foo/p")),
                new Case(
                        "nothing is brought that has the exclude label",
                        "{'includedNamespaces': ['foo']}",
                        List.of(
                                "pods foo/p" + CLAIMING,
                                "persistentvolumeclaims foo/c" + BOUND,
                                "persistentvolumes pv-1" + EXCLUDED),
                        List.of("persistentvolumeclaims foo/c", "pods foo/p")),
                new Case(
                        "a claim that is not bound brings nothing",
                        "{'includedNamespaces': ['foo']}",
                        List.of(
                                "persistentvolumeclaims foo/c {'spec': {'volumeName': 'pv-1'},"
                                        + " 'status': {'phase': 'Pending'}}",
                                "persistentvolumes pv-1"),
                        List.of("persistentvolumeclaims foo/c")));
    }

    static Stream<Case> accounts() {
        String subjects =
                "'subjects': [{'kind': 'ServiceAccount', 'namespace': 'foo', 'name': 'sa'}]";
        String rbac = ".rbac.authorization.k8s.io ";
        List<String> objects =
                List.of(
                        "serviceaccounts foo/sa",
                        "serviceaccounts foo/other",
                        "clusterrolebindings"
                                + rbac
                                + "crb {"
                                + subjects
                                + ", 'roleRef': {'kind': 'ClusterRole', 'name': 'cr'}}",
                        "clusterroles" + rbac + "cr",
                        "clusterroles" + rbac + "unrelated",
                        "rolebindings"
                                + rbac
                                + "foo/rb {"
                                + subjects
                                + ", 'roleRef': {'kind': 'Role', 'name': 'r'}}",
                        "roles" + rbac + "foo/r",
                        "roles" + rbac + "foo/unrelated",
                        "rolebindings"
                                + rbac
                                + "zoo/rb {"
                                + subjects
                                + ", 'roleRef': {'kind': 'ClusterRole', 'name': 'cr2'}}",
                        "clusterroles" + rbac + "cr2");
        return Stream.of(
                new Case(
                        "a service account brings its bindings and their roles",
                        "{'includedNamespaces': ['foo'],"
                                + " 'excludedResources': ['pods'],"
                                + " 'labelSelector': {'matchLabels': {'a': 'b'}}}",
                        labelled(objects, "serviceaccounts foo/sa"),
                        List.of(
                                "clusterrolebindings" + rbac + "crb",
                                "clusterroles" + rbac + "cr",
                                "rolebindings" + rbac + "foo/rb",
                                "roles" + rbac + "foo/r",
                                "clusterroles" + rbac + "cr2",
                                "serviceaccounts foo/sa")));
    }

    private static List<String> labelled(List<String> objects, String object) {
        return objects.stream()
                .map(o -> o.equals(object) ? o + " {'metadata': {'labels': {'a': 'b'}}}" : o)
                .toList();
    }

    @ParameterizedTest
    @MethodSource({"order", "definitions", "broughtAlong", "notBroughtAlong", "accounts"})
    void storesInThisOrder(Case row) {
        try (var world = new BackupWorld(scratch)) {
            world.serve("deployments.extensions", "Deployment", true);
            world.serve("deployments.example.com", "Deployment", true);
            world.add("namespaces foo");
            world.add("namespaces zoo");
            row.objects().forEach(world::add);

            world.run("b1", row.spec());

            assertThat(world.items("b1"))
                    .filteredOn(item -> !item.startsWith("namespaces "))
                    .filteredOn(item -> !item.contains("velero"))
                    .containsExactlyElementsOf(row.stored());
        }
    }

    static Stream<Case> namespaces() {
        String selector = "'labelSelector': {'matchLabels': {'a': 'b'}}";
        String labelled = " {'metadata': {'labels': {'a': 'b'}}}";
        List<String> objects =
                List.of(
                        "namespaces labelled" + labelled,
                        "namespaces filled",
                        "namespaces empty",
                        "configmaps filled/c" + labelled,
                        "namespaces leaving {'metadata': {'deletionTimestamp':"
                                + " '2026-11-21T16:15:17Z', 'labels': {'a': 'b'}}}",
                        "namespaces excluded" + EXCLUDED,
                        "configmaps excluded/c" + labelled);
        return Stream.of(
                new Case(
                        "all without a selector",
                        "{}",
                        objects,
                        List.of("empty", "filled", "labelled")),
                new Case(
                        "with a selector those that it selects and those that are not empty",
                        "{" + selector + "}",
                        objects,
                        List.of("filled", "labelled")),
                new Case(
                        "with any of several selectors likewise",
                        "{'orLabelSelectors': [{'matchLabels': {'a': 'b'}}]}",
                        objects,
                        List.of("filled", "labelled")),
                new Case(
                        "those that are named, whatever a selector says",
                        "{'includedNamespaces': ['empty', 'filled'], " + selector + "}",
                        objects,
                        List.of("empty", "filled")),
                new Case(
                        "those that are not excluded, whatever a selector says",
                        "{'excludedNamespaces': ['empty'], " + selector + "}",
                        objects,
                        List.of("filled", "labelled")),
                new Case(
                        "those that are named, without other cluster-scoped resources",
                        "{'includedNamespaces': ['empty'], 'includeClusterResources': false}",
                        objects,
                        List.of("empty")),
                new Case(
                        "none where their kind is not included",
                        "{'includedNamespaces': ['filled'], 'includedResources': ['configmaps']}",
                        objects,
                        List.of()),
                new Case(
                        "those of scoped filters that do not exclude them",
                        "{'includedNamespaces': ['filled'],"
                                + " 'includedNamespaceScopedResources': ['configmaps']}",
                        objects,
                        List.of("filled")));
    }

    @ParameterizedTest
    @MethodSource("namespaces")
    void storesTheseNamespaces(Case row) {
        try (var world = new BackupWorld(scratch)) {
            row.objects().forEach(world::add);

            world.run("b1", row.spec());

            List<String> items = world.items("b1");
            assertThat(items)
                    .filteredOn(item -> item.startsWith("namespaces "))
                    .extracting(item -> item.substring("namespaces ".length()))
                    .containsExactlyElementsOf(row.stored());
            assertThat(items).noneMatch(item -> item.contains("excluded/"));
        }
    }
}
