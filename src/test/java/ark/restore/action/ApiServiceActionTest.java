package ark.restore.action;

import org.junit.jupiter.api.Test;

class ApiServiceActionTest {
    @Test
    void leavesOutWhatTheApiServerMakesItself() {
        ActionCase.of(
                        new ApiServiceAction(),
                        "apiservices.apiregistration.k8s.io",
                        """
                        metadata:
                          name: v1.apps
                          labels: {kube-aggregator.kubernetes.io/automanaged: onstart}
                        """)
                .isSkipped("the cluster makes it itself");
    }

    @Test
    void keepsTheApiServicesThatPeopleMade() {
        ActionCase.of(
                        new ApiServiceAction(),
                        "apiservices.apiregistration.k8s.io",
                        "metadata: {name: v1beta1.metrics.k8s.io, labels: {a: b}}")
                .staysAsItIs();
    }
}
