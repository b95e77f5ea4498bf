package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleBindingActionTest {
    private static final ActionSettings MAPPED =
            new ActionSettings(
                    Map.of("ns1", "ns2"), false, List.of(), ActionSettings.NONE.waiting());
    private static final String BINDING =
            """
            metadata: {name: b}
            subjects:
            - {kind: ServiceAccount, name: a, namespace: ns1}
            - {kind: ServiceAccount, name: b, namespace: other}
            - {kind: User, name: c}
            """;

    @Test
    void letsSubjectsFollowTheirNamespaces() {
        for (String resource : List.of("rolebindings", "clusterrolebindings")) {
            ActionCase.of(
                            new RoleBindingAction(MAPPED, resource),
                            resource + ".rbac.authorization.k8s.io",
                            BINDING)
                    .becomes(BINDING.replace("namespace: ns1", "namespace: ns2"));
        }
    }

    @Test
    void changesNothingWithoutAMapping() {
        var action = new RoleBindingAction(ActionSettings.NONE, "rolebindings");
        ActionCase.of(action, "rolebindings.rbac.authorization.k8s.io", BINDING).staysAsItIs();
        assertThat(action.name()).isEqualTo("velero.io/role-bindings");
    }
}
