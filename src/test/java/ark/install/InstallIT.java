package ark.install;

import static org.assertj.core.api.Assertions.assertThat;

import ark.testing.ArkInstallation;
import ark.testing.ArkInstalled;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ark as pods of its own image, with MinIO.
@KubernetesTest(node = true)
@ArkInstalled
class InstallIT {
    private static final String EXAMPLE = "nginx-example";

    @Test
    void serverAndAgentAreReadyAndRunTheProductsOwnImage(ArkInstallation ark) {
        for (Pod pod : List.of(ark.serverPod(), ark.agentPod())) {
            assertThat(pod.getSpec().getContainers())
                    .extracting(Container::getImage)
                    .containsExactly(ark.imageName());
            assertThat(pod.getStatus().getContainerStatuses())
                    .allSatisfy(
                            status -> {
                                assertThat(status.getReady()).isTrue();
                                assertThat(status.getRestartCount()).isZero();
                            });
        }
        assertThat(ark.agentPod().getSpec().getServiceAccountName()).isEqualTo("restic");
    }

    @Test
    void installingAgainChangesNothing(ArkInstallation ark) {
        String before = ark.serverPod().getMetadata().getUid();
        assertThat(ark.installAgain())
                .contains("Deployment/velero: already exists, proceeding")
                .contains("CustomResourceDefinition/backups.velero.io: already exists, unchanged");
        assertThat(ark.serverPod().getMetadata().getUid()).isEqualTo(before);
    }

    @Test
    void backsTheExampleUpAndBringsItBack(KubernetesClient client, ArkInstallation ark) {
        KubernetesCluster cluster = ark.cluster();
        cluster.kubectl("apply", "-f", example().toString());
        cluster.kubectl(
                "rollout",
                "status",
                "deployment/nginx-deployment",
                "--namespace=" + EXAMPLE,
                "--timeout=50s");
        assertThat(ark.ark("backup", "create", "b1", "--include-namespaces", EXAMPLE, "--wait"))
                .contains("Completed");
        cluster.remove(EXAMPLE);

        assertThat(ark.ark("restore", "create", "r1", "--from-backup", "b1", "--wait"))
                .contains("Completed");
        cluster.kubectl(
                "rollout",
                "status",
                "deployment/nginx-deployment",
                "--namespace=" + EXAMPLE,
                "--timeout=50s");
        // the log comes from the bucket, by a URL that is good on this machine
        assertThat(ark.ark("backup", "logs", "b1")).contains("level=info");
        client.namespaces().withName(EXAMPLE).delete();
    }

    private static Path example() {
        return Path.of("examples/nginx-app/base.yaml").toAbsolutePath();
    }
}
