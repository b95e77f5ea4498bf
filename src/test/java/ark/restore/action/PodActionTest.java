package ark.restore.action;

import static org.assertj.core.api.Assertions.assertThat;

import ark.item.GroupResource;
import ark.item.ItemKey;
import org.junit.jupiter.api.Test;

class PodActionTest {
    @Test
    void dropsWhatTheOldClusterDecided() {
        ActionCase.of(
                        new PodAction(),
                        "pods",
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          nodeName: node-7
                          priority: 1000
                          serviceAccountName: web
                          ephemeralContainers: [{name: debugger}]
                          volumes: [{name: web-token-x1}, {name: data}, {name: default-token-y}]
                          initContainers:
                          - {name: i, volumeMounts: [{name: web-token-x1}]}
                          containers:
                          - {name: c, volumeMounts: [{name: data}, {name: web-token-x1}]}
                          - {name: d}
                        """)
                .becomes(
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          serviceAccountName: web
                          volumes: [{name: data}, {name: default-token-y}]
                          initContainers: [{name: i, volumeMounts: []}]
                          containers:
                          - {name: c, volumeMounts: [{name: data}]}
                          - {name: d}
                        """);
    }

    @Test
    void restoresThePriorityClassFirst() {
        var pod =
                ActionCase.of(
                        new PodAction(),
                        "pods",
                        """
                        metadata: {name: p, namespace: ns1}
                        spec: {priorityClassName: high}
                        """);
        assertThat(pod.kept().alsoRestore())
                .containsExactly(
                        new ItemKey(
                                GroupResource.parse("priorityclasses.scheduling.k8s.io"),
                                "",
                                "high"));
    }
}
