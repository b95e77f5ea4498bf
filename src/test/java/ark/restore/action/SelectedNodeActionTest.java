package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelectedNodeActionTest {
    private static final String CLAIM =
            """
            metadata:
              name: c
              namespace: ns1
              annotations: {volume.kubernetes.io/selected-node: node-7, a: b}
            """;

    @Test
    void mapsTheNodeAsTheConfigMapSays() {
        var facts =
                new FakeFacts().withConfigMap("{metadata: {name: map}, data: {node-7: node-1}}");
        claim(facts).becomes(CLAIM.replace("node-7", "node-1"));
        assertThat(facts.asked())
                .containsExactly(
                        "velero.io/plugin-config,"
                                + "velero.io/change-pvc-node-selector=RestoreItemAction");
    }

    @Test
    void keepsANodeThatExistsHere() {
        claim(new FakeFacts("nodes/node-7")).staysAsItIs();
    }

    @Test
    void forgetsANodeThatDoesNotExistHere() {
        claim(new FakeFacts()).becomes("metadata: {name: c, namespace: ns1, annotations: {a: b}}");
    }

    @Test
    void asksNothingForAClaimWithoutANode() {
        var facts = new FakeFacts();
        ActionCase.of(
                        new SelectedNodeAction(new PluginConfigs(facts), facts),
                        "persistentvolumeclaims",
                        "metadata: {name: c, namespace: ns1}")
                .staysAsItIs();
        assertThat(facts.asked()).isEmpty();
    }

    private static ActionCase claim(FakeFacts facts) {
        return ActionCase.of(
                new SelectedNodeAction(new PluginConfigs(facts), facts),
                "persistentvolumeclaims",
                CLAIM);
    }
}
