package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageClassActionTest {
    private static final String MAP = "{metadata: {name: m}, data: {slow: fast, gone: missing}}";

    @Test
    void changesVolumesAndClaims() {
        for (String resource : new String[] {"persistentvolumes", "persistentvolumeclaims"}) {
            action(facts(), resource, "metadata: {name: x}\nspec: {storageClassName: slow}")
                    .becomes("metadata: {name: x}\nspec: {storageClassName: fast}");
        }
    }

    @Test
    void changesEveryClaimTemplateOfAStatefulSet() {
        String set =
                """
                metadata: {name: x, namespace: ns1}
                spec:
                  volumeClaimTemplates:
                  - {metadata: {name: a}, spec: {storageClassName: slow}}
                  - {metadata: {name: b}, spec: {storageClassName: other}}
                  - {metadata: {name: c}, spec: {}}
                """;
        action(facts(), "statefulsets.apps", set).becomes(set.replace("slow", "fast"));
    }

    @Test
    void refusesAClassThatThisClusterDoesNotHave() {
        var claim =
                action(
                        facts(),
                        "persistentvolumeclaims",
                        "metadata: {name: x}\nspec: {storageClassName: gone}");
        assertThatThrownBy(claim::kept)
                .hasMessageContaining(
                        "storage class \"missing\", which this cluster does not have");
    }

    @Test
    void changesNothingWithoutAConfigMapAndAsksForItOnce() {
        var facts = new FakeFacts();
        var action = new StorageClassAction(new PluginConfigs(facts), facts);
        for (int i = 0; i < 3; i++) {
            ActionCase.of(
                            action,
                            "persistentvolumes",
                            "metadata: {name: x}\nspec: {storageClassName: slow}")
                    .staysAsItIs();
        }
        assertThat(facts.asked())
                .containsExactly(
                        "velero.io/plugin-config,velero.io/change-storage-class=RestoreItemAction",
                        "ark.heptio.com/plugin-config,"
                                + "ark.heptio.com/change-storage-class=RestoreItemAction");
    }

    @Test
    void aConfigMapWithArksLabelsCountsWhereThereIsNoneOfVeleros() {
        String label = "{metadata: {name: %s, labels: {%s/plugin-config: '', ";
        String name = "%s/change-storage-class: RestoreItemAction}}, data: {slow: %s}}";
        var facts =
                new FakeFacts(
                                "storageclasses.storage.k8s.io/arks",
                                "storageclasses.storage.k8s.io/new")
                        .withConfigMap(
                                (label + name)
                                        .formatted(
                                                "a", "ark.heptio.com", "ark.heptio.com", "arks"));
        action(facts, "persistentvolumes", "metadata: {name: x}\nspec: {storageClassName: slow}")
                .becomes("metadata: {name: x}\nspec: {storageClassName: arks}");

        facts.withConfigMap((label + name).formatted("v", "velero.io", "velero.io", "new"));
        action(facts, "persistentvolumes", "metadata: {name: x}\nspec: {storageClassName: slow}")
                .becomes("metadata: {name: x}\nspec: {storageClassName: new}");
    }

    @Test
    void refusesToChooseBetweenTwoConfigMaps() {
        var claim =
                action(
                        facts().withConfigMap(MAP.replace("name: ", "name: another-")),
                        "persistentvolumes",
                        "metadata: {name: x}\nspec: {storageClassName: slow}");
        assertThatThrownBy(claim::kept)
                .hasMessage(
                        "found more than one ConfigMap matching label selector"
                                + " \"velero.io/plugin-config,"
                                + "velero.io/change-storage-class=RestoreItemAction\"");
    }

    private static FakeFacts facts() {
        return new FakeFacts("storageclasses.storage.k8s.io/fast").withConfigMap(MAP);
    }

    private static ActionCase action(FakeFacts facts, String resource, String yaml) {
        return ActionCase.of(
                new StorageClassAction(new PluginConfigs(facts), facts), resource, yaml);
    }
}
