package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers, as processes of their own, side by side.
@KubernetesTest
class LeaderElectionIT {
    private static final Duration START = Duration.ofSeconds(60);

    /// A lease, a look at it, and what a server takes to begin.
    private static final Duration TAKEOVER = Duration.ofSeconds(40);

    @TempDir private Path folder;
    private Path kubeconfig;
    private String namespace;
    private KubernetesClient client;

    @BeforeEach
    void remember(KubernetesCluster cluster, TestNamespace own) {
        kubeconfig = cluster.kubeconfig();
        namespace = own.name();
        client = cluster.client();
    }

    @Test
    void whenTheOneThatWorksIsKilledTheOtherTakesOver() throws Exception {
        try (ServerProcess first = start("first").awaitWork(START);
                ServerProcess second = start("second")) {
            await().atMost(START).until(() -> second.page("/readyz").statusCode() == 200);
            assertThat(first.page("/metrics").body()).contains("ark_leading 1.0");
            assertThat(second.page("/metrics").body()).contains("ark_leading 0.0");

            first.signal("KILL");
            second.awaitWork(TAKEOVER);
            assertThat(second.page("/metrics").body()).contains("ark_leading 1.0");
            assertAnswers("after-the-kill");
        }
    }

    @Test
    void aServerThatIsToldToStopExitsWithZeroAndFreesTheLease() throws Exception {
        try (ServerProcess first = start("first").awaitWork(START);
                ServerProcess second = start("second")) {
            second.awaitLog("listening for download", START);
            first.signal("TERM");
            assertThat(first.awaitExit(Duration.ofSeconds(10))).isZero();
            assertThat(first.log()).contains("msg=stopping").contains("msg=stopped");
            second.awaitWork(Duration.ofSeconds(12)); // sooner than a lease lasts
        }
    }

    @Test
    void aServerThatSleptWhileAnotherTookOverStopsWhenItWakes() throws Exception {
        try (ServerProcess first = start("first").awaitWork(START);
                ServerProcess second = start("second")) {
            second.awaitLog("listening for download", START);
            first.signal("STOP");
            second.awaitWork(TAKEOVER);
            first.signal("CONT");
            assertThat(first.awaitExit(Duration.ofSeconds(15))).isEqualTo(1);
            assertThat(first.log()).contains("lost the lease");
            assertAnswers("after-the-sleep");
        }
    }

    private ServerProcess start(String name) {
        return ServerProcess.start(folder.resolve(name + ".log"), kubeconfig, namespace);
    }

    private void assertAnswers(String name) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: ServerStatusRequest
                metadata: {name: %s}
                """
                        .formatted(name));
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                Resources.text(
                                                client,
                                                namespace,
                                                "ServerStatusRequest",
                                                name,
                                                "/status/phase")
                                        .equals("Processed"));
    }
}
