package ark.restore.action;

import org.junit.jupiter.api.Test;

class WaitContainerActionTest {
    @Test
    void removesTheWaitContainersOfAnEarlierRestore() {
        ActionCase.of(
                        new WaitContainerAction(),
                        "pods",
                        """
                        metadata: {name: p, namespace: ns1}
                        spec:
                          initContainers: [{name: restic-wait}, {name: i}, {name: restore-wait}]
                        """)
                .becomes(
                        """
                        metadata: {name: p, namespace: ns1}
                        spec: {initContainers: [{name: i}]}
                        """);
    }
}
