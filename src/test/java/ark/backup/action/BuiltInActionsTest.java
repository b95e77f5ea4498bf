package ark.backup.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.Backup;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.spi.BackupItemAction;
import ark.spi.BackupItemAction.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInActionsTest {
    private static final String RBAC = ".rbac.authorization.k8s.io";

    /// @param json in which apostrophes stand for quotation marks
    private static Item item(String resource, String json) {
        return Item.parse(GroupResource.parse(resource), json.replace('\'', '"').getBytes(UTF_8));
    }

    /// What an action names, as `resource/namespace/name`.
    private static List<String> named(BackupItemAction action, Item item) {
        var keep = (Outcome.Keep) action.execute(item, new Backup());
        assertThat(keep.item()).isEqualTo(item);
        return keep.alsoBackUp().stream().map(ItemKey::toString).toList();
    }

    @Test
    void aPodNamesItsPriorityClassAndTheClaimsOfItsVolumes() {
        Item pod =
                item(
                        "pods",
                        "{'metadata': {'namespace': 'n', 'name': 'p'}, 'spec':"
                                + " {'priorityClassName': 'high', 'volumes': [{'name': 'a',"
                                + " 'persistentVolumeClaim': {'claimName': 'c'}}, {'name': 'b',"
                                + " 'emptyDir': {}}, {'name': 'e', 'ephemeral':"
                                + " {'volumeClaimTemplate': {}}}]}}");

        assertThat(named(new PodAction(), pod))
                .containsExactly(
                        "priorityclasses.scheduling.k8s.io/high",
                        "persistentvolumeclaims/n/c",
                        "persistentvolumeclaims/n/p-e");
    }

    @Test
    void aPodWithoutVolumesNamesNothing() {
        Item pod = item("pods", "{'metadata': {'namespace': 'n', 'name': 'p'}, 'spec': {}}");

        assertThat(named(new PodAction(), pod)).isEmpty();
    }

    @Test
    void aBoundClaimNamesItsVolumeAndAnotherDoesNot() {
        String claim =
                "{'metadata': {'namespace': 'n', 'name': 'c'}, 'spec': {'volumeName': '%s'},"
                        + " 'status': {'phase': '%s'}}";

        assertThat(
                        named(
                                new ClaimAction(),
                                item("persistentvolumeclaims", claim.formatted("pv", "Bound"))))
                .containsExactly("persistentvolumes/pv");
        assertThat(
                        named(
                                new ClaimAction(),
                                item("persistentvolumeclaims", claim.formatted("pv", "Pending"))))
                .isEmpty();
        assertThat(
                        named(
                                new ClaimAction(),
                                item("persistentvolumeclaims", claim.formatted("", "Bound"))))
                .isEmpty();
    }

    private static final Item ACCOUNT =
            item("serviceaccounts", "{'metadata': {'namespace': 'n', 'name': 'sa'}}");

    private static Item binding(String resource, String name, String subjects, String role) {
        return item(
                resource + RBAC,
                "{'metadata': {%s}, 'subjects': [%s], 'roleRef': {%s}}"
                        .formatted(name, subjects, role));
    }

    @Test
    void anAccountNamesTheBindingsThatNameItAndTheirRolesOnce() {
        String us = "{'kind': 'ServiceAccount', 'namespace': 'n', 'name': 'sa'}";
        String others =
                "{'kind': 'ServiceAccount', 'namespace': 'm', 'name': 'sa'},"
                        + " {'kind': 'User', 'name': 'sa'}, {'kind': 'Group', 'name': 'n/sa'}";
        List<Item> bindings =
                List.of(
                        binding(
                                "clusterrolebindings",
                                "'name': 'crb'",
                                others + ", " + us + ", " + us,
                                "'kind': 'ClusterRole', 'name': 'cr'"),
                        binding(
                                "clusterrolebindings",
                                "'name': 'unrelated'",
                                others,
                                "'kind': 'ClusterRole', 'name': 'cr3'"),
                        binding(
                                "rolebindings",
                                "'namespace': 'm', 'name': 'rb'",
                                us,
                                "'kind': 'Role', 'name': 'r'"),
                        binding(
                                "rolebindings",
                                "'namespace': 'n', 'name': 'rb'",
                                us,
                                "'kind': 'ClusterRole', 'name': 'cr'"));
        var action =
                new ServiceAccountAction(
                        (resource, each) ->
                                bindings.stream()
                                        .filter(b -> b.key().resource().equals(resource))
                                        .forEach(each));

        assertThat(named(action, ACCOUNT))
                .containsExactly(
                        "clusterrolebindings.rbac.authorization.k8s.io/crb",
                        "clusterroles.rbac.authorization.k8s.io/cr",
                        "rolebindings.rbac.authorization.k8s.io/m/rb",
                        "roles.rbac.authorization.k8s.io/m/r",
                        "rolebindings.rbac.authorization.k8s.io/n/rb");
    }

    @Test
    void bindingsAreReadOnceAndSoIsTheirFailure() {
        var reads = new ArrayList<GroupResource>();
        var action = new ServiceAccountAction((resource, _) -> reads.add(resource));

        assertThat(named(action, ACCOUNT)).isEmpty();
        assertThat(named(action, ACCOUNT)).isEmpty();
        assertThat(reads).hasSize(2);

        var failures = new ArrayList<GroupResource>();
        var failing =
                new ServiceAccountAction(
                        (resource, _) -> {
                            failures.add(resource);
                            throw new IllegalStateException("forbidden");
                        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> failing.execute(ACCOUNT, new Backup()))
                    .hasMessage("forbidden");
        }
        assertThat(failures).hasSize(1);
    }

    private static Item definition(String more) {
        return item(
                "customresourcedefinitions.apiextensions.k8s.io",
                "{'apiVersion': 'apiextensions.k8s.io/v1', 'metadata': {'name': 'd'}, %s}"
                        .formatted(more));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'spec': {'versions': [{'name': 'v1'}]}",
                "'spec': {'preserveUnknownFields': true, 'versions': [{'schema': {}}]}",
                "'spec': {'versions': [{'schema': {}}]}, 'status': {'conditions':"
                        + " [{'type': 'NonStructuralSchema', 'status': 'True'}]}"
            })
    void aDefinitionThatV1WouldRefuseIsStoredAsBeta(String more) {
        Item beta =
                item(
                        "customresourcedefinitions.apiextensions.k8s.io",
                        "{'metadata': {'name': 'beta'}}");
        var action = new DefinitionVersionAction(_ -> Optional.of(beta));

        var keep = (Outcome.Keep) action.execute(definition(more), new Backup());

        assertThat(keep.item()).isEqualTo(beta);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'spec': {'versions': [{'schema': {}}]}",
                "'spec': {'versions': [{'name': 'v1'}, {'name': 'v2'}]}",
                "'spec': {'versions': [{'schema': {}}]}, 'status': {'conditions':"
                        + " [{'type': 'NonStructuralSchema', 'status': 'False'}]}"
            })
    void aDefinitionThatV1TakesIsStoredAsItIs(String more) {
        var action =
                new DefinitionVersionAction(
                        _ -> {
                            throw new AssertionError("not asked for");
                        });

        assertThat(named(action, definition(more))).isEmpty();
    }

    @Test
    void aDefinitionIsStoredAsItIsWhereBetaIsNotServed() {
        var action = new DefinitionVersionAction(_ -> Optional.empty());

        assertThat(named(action, definition("'spec': {'versions': [{}]}"))).isEmpty();
    }

    @Test
    void theListHasVelerosActions() {
        List<BackupItemAction> actions =
                BuiltInActions.of(
                        new BuiltInActions.Cluster() {
                            @Override
                            public void each(GroupResource resource, Consumer<Item> item) {}

                            @Override
                            public Optional<Item> definitionAsBeta(String name) {
                                return Optional.empty();
                            }
                        });

        assertThat(actions)
                .extracting(BackupItemAction::name)
                .containsExactly(
                        "velero.io/pv",
                        "velero.io/pod",
                        "velero.io/service-account",
                        "velero.io/crd-remap-version");
        assertThat(actions)
                .flatExtracting(action -> action.appliesTo().resources().included())
                .containsExactly(
                        "persistentvolumeclaims",
                        "pods",
                        "serviceaccounts",
                        "customresourcedefinitions.apiextensions.k8s.io");
    }
}
