package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cluster.ResourceCatalog;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.LabelSelector;
import ark.item.NameFilter;
import ark.podvolume.VolumeTimeout;
import ark.restore.action.Yaml;
import ark.restore.request.RestoreRequest;
import ark.restore.request.RestoreRequest.ClusterScope;
import ark.restore.request.RestoreRequest.Filter;
import ark.restore.request.RestoreRequest.Handling;
import ark.restore.version.VersionChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorePlannerTest {
    private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";
    private static final ResourceCatalog CATALOG =
            catalog(
                    "namespaces",
                    "pods",
                    "configmaps",
                    "secrets",
                    "services",
                    "endpoints",
                    "persistentvolumes",
                    "serviceaccounts",
                    "deployments.apps",
                    "replicasets.apps",
                    "clusterroles.rbac.authorization.k8s.io",
                    DEFINITIONS,
                    "apples.fruit.io",
                    "clusters.cluster.x-k8s.io",
                    "deletebackuprequests.velero.io",
                    "validatingwebhookconfigurations.admissionregistration.k8s.io");

    @Test
    void ordersByPriorityThenByName() {
        var planner =
                planner(
                        everything(),
                        "clusters.cluster.x-k8s.io/ns1/c",
                        "services/ns1/s",
                        "endpoints/ns1/e",
                        "deployments.apps/ns1/d",
                        "apples.fruit.io/ns1/a",
                        "validatingwebhookconfigurations.admissionregistration.k8s.io//w",
                        "pods/ns2/a",
                        "pods/ns1/b",
                        "pods/ns1/a",
                        "secrets/ns1/s",
                        "serviceaccounts/ns1/default",
                        "namespaces//ns1");
        assertThat(waves(planner.everythingElse(CATALOG)))
                .containsExactly(
                        "namespaces/ns1",
                        "serviceaccounts/ns1/default",
                        "secrets/ns1/s",
                        "pods/ns1/a pods/ns1/b pods/ns2/a",
                        "endpoints/ns1/e",
                        "services/ns1/s",
                        "apples.fruit.io/ns1/a deployments.apps/ns1/d",
                        "validatingwebhookconfigurations.admissionregistration.k8s.io/w",
                        "clusters.cluster.x-k8s.io/ns1/c");
    }

    @Test
    void followsPrioritiesThatSomebodyGave() {
        var planner =
                new RestorePlanner(
                        request(everything()),
                        Priorities.parse(List.of("services", "po", "unknown", "-", "configmaps")),
                        new VersionChoice.Plain(),
                        contents(
                                "configmaps/ns1/c",
                                "pods/ns1/p",
                                "secrets/ns1/s",
                                "services/ns1/s"));
        assertThat(waves(planner.everythingElse(CATALOG)))
                .containsExactly(
                        "services/ns1/s", "pods/ns1/p", "secrets/ns1/s", "configmaps/ns1/c");
    }

    @Test
    void restoresDefinitionsInAPlanOfTheirOwn() {
        var planner = planner(everything(), DEFINITIONS + "//b.x.io", DEFINITIONS + "//a.x.io");
        assertThat(waves(planner.definitions(CATALOG)))
                .containsExactly(DEFINITIONS + "/a.x.io " + DEFINITIONS + "/b.x.io");
        assertThat(planner.everythingElse(CATALOG).items()).isZero();
    }

    @Test
    void restoresTheDefinitionsThatSelectedObjectsNeedHere() {
        Filter oneNamespace = namespaces(List.of("ns1"), List.of(), ClusterScope.NEEDED);
        var planner =
                planner(
                        oneNamespace,
                        DEFINITIONS + "//pears.fruit.io",
                        DEFINITIONS + "//plums.fruit.io",
                        DEFINITIONS + "//apples.fruit.io",
                        "pears.fruit.io/ns1/p",
                        "plums.fruit.io/ns2/p",
                        "apples.fruit.io/ns1/a");
        assertThat(waves(planner.definitions(CATALOG)))
                .containsExactly(DEFINITIONS + "/pears.fruit.io");
    }

    @Test
    void filtersNamespacesResourcesAndLabels() {
        Filter filter =
                new Filter(
                        new NameFilter(List.of("ns*"), List.of("ns2")),
                        new NameFilter(List.of("po", "Deployment"), List.of()),
                        List.of(LabelSelector.matching(Map.of("app", "a"))),
                        ClusterScope.NEEDED);
        var planner =
                planner(
                        filter,
                        "pods/ns1/p?app=a",
                        "pods/ns1/q?app=b",
                        "pods/ns2/p?app=a",
                        "pods/other/p?app=a",
                        "secrets/ns1/s?app=a",
                        "deployments.apps/ns1/d?app=a");
        assertThat(waves(planner.everythingElse(CATALOG)))
                .containsExactly("pods/ns1/p", "deployments.apps/ns1/d");
    }

    @Test
    void keepsItemsWhoseLabelsCannotBeReadSoThatTheyAreReported() {
        Filter filter =
                new Filter(
                        NameFilter.EVERYTHING,
                        NameFilter.EVERYTHING,
                        List.of(LabelSelector.matching(Map.of("app", "a"))),
                        ClusterScope.NEEDED);
        var planner = planner(filter, "pods/ns1/broken?!");
        assertThat(waves(planner.everythingElse(CATALOG))).containsExactly("pods/ns1/broken");
    }

    @Test
    void restoresClusterScopedItemsAsTheRestoreSays() {
        String[] keys = {
            "namespaces//ns1",
            "namespaces//ns2",
            "persistentvolumes//pv1",
            "clusterroles.rbac.authorization.k8s.io//r",
            "pods/ns1/p"
        };
        List<String> some = List.of("ns1");
        assertThat(planned(namespaces(List.of(), List.of(), ClusterScope.NEEDED), keys)).hasSize(5);
        assertThat(planned(namespaces(some, List.of(), ClusterScope.NEEDED), keys))
                .containsExactly("namespaces/ns1", "pods/ns1/p");
        assertThat(planned(namespaces(List.of(), List.of("ns2"), ClusterScope.NEEDED), keys))
                .containsExactly("namespaces/ns1", "pods/ns1/p");
        assertThat(planned(namespaces(some, List.of(), ClusterScope.ALL), keys))
                .containsExactly(
                        "namespaces/ns1",
                        "persistentvolumes/pv1",
                        "clusterroles.rbac.authorization.k8s.io/r",
                        "pods/ns1/p");
        assertThat(planned(namespaces(List.of(), List.of(), ClusterScope.NONE), keys))
                .containsExactly("pods/ns1/p");
    }

    private static List<String> planned(Filter filter, String... keys) {
        return planner(filter, keys).everythingElse(CATALOG).keys().stream()
                .map(ItemKey::toString)
                .toList();
    }

    @Test
    void bringsAnEmptyNamespaceBack() {
        assertThat(planned(everything(), "namespaces//empty")).containsExactly("namespaces/empty");
    }

    @Test
    void countsWhatTheClusterDoesNotServe() {
        RestorePlan plan =
                planner(everything(), "pears.fruit.io/ns1/a", "pears.fruit.io/ns1/b", "pods/ns1/p")
                        .everythingElse(CATALOG);
        assertThat(plan.unserved()).containsOnlyKeys(GroupResource.parse("pears.fruit.io"));
        assertThat(plan.unserved().get(GroupResource.parse("pears.fruit.io")))
                .extracting(ItemKey::path)
                .containsExactly("ns1/a", "ns1/b");
        assertThat(plan.items()).isEqualTo(1);
    }

    @Test
    void leavesOutOrdersToTheServer() {
        RestorePlan plan =
                planner(everything(), "deletebackuprequests.velero.io/velero/d")
                        .everythingElse(CATALOG);
        assertThat(plan.items()).isZero();
        assertThat(plan.leftOut()).hasSize(1);
    }

    @Test
    void aNameThatNobodyKnowsMatchesNothing() {
        Filter filter =
                new Filter(
                        NameFilter.EVERYTHING,
                        new NameFilter(List.of("nonsense"), List.of("rubbish")),
                        List.of(),
                        ClusterScope.NEEDED);
        assertThat(planned(filter, "pods/ns1/p")).isEmpty();
    }

    @Test
    void aNameThatOnlyTheArchiveKnowsSelectsItsDefinitionToo() {
        Filter filter =
                new Filter(
                        NameFilter.EVERYTHING,
                        new NameFilter(List.of("pears", DEFINITIONS), List.of()),
                        List.of(),
                        ClusterScope.NEEDED);
        var planner = planner(filter, "pears.fruit.io/ns1/p", DEFINITIONS + "//pears.fruit.io");
        assertThat(planner.definitions(CATALOG).items()).isEqualTo(1);
        assertThat(waves(planner.everythingElse(catalog("pears.fruit.io"))))
                .containsExactly("pears.fruit.io/ns1/p");
    }

    @Test
    void admitsWhatOthersNeedWithoutLookingAtLabelsOrTheVolumesNamespace() {
        Filter filter =
                new Filter(
                        new NameFilter(List.of("ns1"), List.of()),
                        new NameFilter(List.of(), List.of("secrets")),
                        List.of(LabelSelector.matching(Map.of("app", "a"))),
                        ClusterScope.NEEDED);
        var planner = planner(filter);
        assertThat(planner.admitsAdditional(key("persistentvolumes//pv1"), CATALOG)).isTrue();
        assertThat(planner.admitsAdditional(key("configmaps/ns1/c"), CATALOG)).isTrue();
        assertThat(planner.admitsAdditional(key("configmaps/ns2/c"), CATALOG)).isFalse();
        assertThat(planner.admitsAdditional(key("secrets/ns1/s"), CATALOG)).isFalse();
        var none = planner(namespaces(List.of(), List.of(), ClusterScope.NONE));
        assertThat(none.admitsAdditional(key("persistentvolumes//pv1"), CATALOG)).isFalse();
    }

    private static Filter everything() {
        return namespaces(List.of(), List.of(), ClusterScope.NEEDED);
    }

    private static Filter namespaces(
            List<String> included, List<String> excluded, ClusterScope scope) {
        return new Filter(
                new NameFilter(included, excluded), NameFilter.EVERYTHING, List.of(), scope);
    }

    @ParameterizedTest
    @CsvSource({
        // restoreStatus: included, excluded; the item's annotation; whether it is restored
        "po,       '',   '',    true",
        "Pods,     '',   '',    true",
        "services, '',   '',    false",
        "*,        '',   '',    true",
        "'',       po,   '',    false",
        "'',       services, '', true",
        "services, '',   true,  true",
        "services, '',   TRUE,  true",
        "services, '',   what,  false",
        "po,       '',   false, false",
        "po,       '',   False, false",
        "po,       '',   what,  true",
    })
    void theStatusIsRestoredOfTheKindsThatAreNamedUnlessTheItemSaysOtherwise(
            String included, String excluded, String annotation, boolean restored) {
        var statuses = new NameFilter(names(included), names(excluded));
        var planner = planner(everything(), statuses);
        Item pod =
                Yaml.item(
                        "pods",
                        "metadata: {name: p, namespace: ns1, annotations:"
                                + " {velero.io/restore-status: '%s'}}\nstatus: {phase: Running}"
                                        .formatted(annotation));
        assertThat(planner.status(pod, catalog("pods", "services")).isMissingNode())
                .isNotEqualTo(restored);
    }

    private static List<String> names(String name) {
        return name.isEmpty() ? List.of() : List.of(name);
    }

    private static RestorePlanner planner(Filter filter, NameFilter statuses) {
        return new RestorePlanner(
                request(filter, statuses),
                Priorities.DEFAULT,
                new VersionChoice.Plain(),
                contents());
    }

    private static RestorePlanner planner(Filter filter, String... items) {
        return new RestorePlanner(
                request(filter), Priorities.DEFAULT, new VersionChoice.Plain(), contents(items));
    }

    private static RestoreRequest request(Filter filter) {
        return request(filter, Handling.NO_STATUS);
    }

    private static RestoreRequest request(Filter filter, NameFilter statuses) {
        return new RestoreRequest(
                new RestoreRequest.Id("velero", "r1", "uid", Instant.EPOCH),
                new RestoreRequest.Source("b1", "", "default", false, false),
                filter,
                Map.of(),
                new Handling(false, true, false, statuses),
                RestoreRequest.Hooks.NONE,
                new VolumeTimeout(VolumeTimeout.DEFAULT, ""),
                false);
    }

    /// @param items `resource.group/namespace/name?label=value`; `?!` when it cannot be read
    private static RestorePlanner.Contents contents(String... items) {
        return new RestorePlanner.Contents() {
            @Override
            public List<ItemKey> keys() {
                return List.of(items).stream().map(i -> key(i.split("\\?", 2)[0])).toList();
            }

            @Override
            public Optional<Map<String, String>> labels(ItemKey key) {
                String item =
                        List.of(items).stream()
                                .filter(i -> key(i.split("\\?", 2)[0]).equals(key))
                                .findFirst()
                                .orElseThrow();
                String[] parts = item.split("[?=]", -1);
                return parts.length < 3
                        ? Optional.empty()
                        : Optional.of(Map.of(parts[1], parts[2]));
            }

            @Override
            public VersionChoice.Archived versions(ItemKey key) {
                return new VersionChoice.Archived(Set.of("v1"), "v1");
            }
        };
    }

    private static ItemKey key(String text) {
        String[] parts = text.split("/", -1);
        return new ItemKey(GroupResource.parse(parts[0]), parts[1], parts[2]);
    }

    private static List<String> waves(RestorePlan plan) {
        return plan.waves().stream()
                .map(wave -> String.join(" ", wave.stream().map(ItemKey::toString).toList()))
                .toList();
    }

    private static ResourceCatalog catalog(String... resources) {
        var types = new ArrayList<ResourceType>();
        for (String name : resources) {
            GroupResource resource = GroupResource.parse(name);
            String kind = resource.resource().replaceAll("s$", "");
            types.add(
                    new ResourceType(
                            resource,
                            "v1",
                            kind,
                            true,
                            List.of("list", "create", "get", "delete"),
                            resource.resource().equals("pods") ? List.of("po") : List.of(),
                            kind,
                            false));
        }
        return new ResourceCatalog(types, Map.of());
    }
}
