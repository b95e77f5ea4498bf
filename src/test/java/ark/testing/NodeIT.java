package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@KubernetesTest(node = true)
class NodeIT {
    @Test
    void runsPodsInWhichServiceNamesResolve(KubernetesClient client, TestNamespace namespace) {
        Pod pod = runToEnd(client, namespace, "nslookup kubernetes.default.svc.cluster.local");
        assertThat(client.pods().resource(pod).getLog()).contains("10.96.0.1\n");
    }

    @Test
    void thereIsOneNodePerMachine() {
        assertThatThrownBy(() -> KubernetesCluster.start(List.of("--node")))
                .hasMessageContaining("one node per machine")
                .hasMessageContaining("ark-it");
    }

    private static Pod runToEnd(KubernetesClient client, TestNamespace namespace, String command) {
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName("once")
                        .withNamespace(namespace.name())
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("main")
                        .withImage("localhost/busybox:1")
                        .withCommand("sh", "-c", command)
                        .endContainer()
                        .endSpec()
                        .build();
        client.resource(pod).create();
        return client.resource(pod).waitUntilCondition(NodeIT::ended, 3, TimeUnit.MINUTES);
    }

    private static boolean ended(Pod pod) {
        return List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
    }
}
