package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@KubernetesTest
class KubernetesTestIT {
    private String namespaceBefore = "";

    @BeforeEach
    void rememberNamespace(TestNamespace namespace) {
        namespaceBefore = namespace.name();
    }

    @Test
    void givesAServerThatAnswers(KubernetesClient client) {
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("34");
    }

    @Test
    void givesATestOneNamespaceForItself(KubernetesClient client, TestNamespace namespace) {
        assertThat(namespace.name()).isEqualTo(namespaceBefore);
        assertThat(client.namespaces().withName(namespace.name()).get()).isNotNull();
    }

    @Test
    void runsKubectlAsAdministrator(KubernetesCluster cluster) {
        assertThat(cluster.kubectl("auth", "can-i", "*", "*")).startsWith("yes");
    }

    @Nested
    class Inside {
        @Test
        void sharesTheClusterOfTheClassAround(KubernetesCluster cluster) {
            assertThat(cluster.kubeconfig()).exists();
        }
    }
}
