package ark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnClusterIT {
    @Test
    void keepsAKindInAnEtcdOfItsOwn() {
        try (var cluster = KubernetesCluster.start(List.of("--own-etcd", "deployments.apps"))) {
            for (int i = 0; i < 5; i++) cluster.kubectl("create", "configmap", "c" + i);
            cluster.kubectl("create", "deployment", "d", "--image=any");
            assertThat(revisionOf(cluster, "deployment/d"))
                    .isLessThan(revisionOf(cluster, "configmap/c0"));
        }
    }

    @Test
    void survivesARestartOfItsApiServer() {
        try (var cluster = KubernetesCluster.start(List.of())) {
            cluster.kubectl("create", "configmap", "kept");
            cluster.stop("apiserver");
            assertThatThrownBy(() -> cluster.kubectl("get", "configmaps"))
                    .hasMessageContaining("refused");
            cluster.restart("apiserver");
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> cluster.kubectl("get", "configmap", "kept").contains("kept"));
        }
    }

    private static long revisionOf(KubernetesCluster cluster, String object) {
        return Long.parseLong(
                cluster.kubectl("get", object, "-o=jsonpath={.metadata.resourceVersion}"));
    }
}
