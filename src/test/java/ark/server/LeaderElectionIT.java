package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers, as processes of their own, side by side. Most of the time they wait for a lease to
/// expire, so all pairs do so at once.
@KubernetesTest
class LeaderElectionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir private static Path folder;
    private static Future<?> killed;
    private static Future<?> stopped;
    private static Future<?> slept;

    @BeforeAll
    static void begin(KubernetesCluster cluster) {
        killed = begin(new Pair(cluster, "killed"), LeaderElectionIT::kill);
        stopped = begin(new Pair(cluster, "stopped"), LeaderElectionIT::stop);
        slept = begin(new Pair(cluster, "slept"), LeaderElectionIT::sleep);
    }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
        THREADS.close();
    }

    private interface Scenario {
        void play(Pair pair, ServerProcess first, ServerProcess second) throws Exception;
    }

    private static Future<?> begin(Pair pair, Scenario scenario) {
        return THREADS.submit(
                () -> {
                    pair.createNamespace();
                    try (ServerProcess first = pair.start("first").awaitWork(PATIENCE);
                            ServerProcess second = pair.start("second")) {
                        second.awaitLog("listening for download", PATIENCE);
                        scenario.play(pair, first, second);
                    } finally {
                        pair.deleteNamespace();
                    }
                    return null;
                });
    }

    private static void join(Future<?> scenario) throws Exception {
        try {
            scenario.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Test
    void whenTheOneThatWorksIsKilledTheOtherTakesOver() throws Exception {
        join(killed);
    }

    private static void kill(Pair pair, ServerProcess first, ServerProcess second)
            throws Exception {
        await().atMost(PATIENCE).until(() -> second.page("/readyz").statusCode() == 200);
        assertThat(first.page("/metrics").body()).contains("ark_leading 1.0");
        assertThat(second.page("/metrics").body()).contains("ark_leading 0.0");

        first.signal("KILL");
        second.awaitWork(PATIENCE);
        assertThat(second.page("/metrics").body()).contains("ark_leading 1.0");
        pair.assertAnswers("after-the-kill");
    }

    @Test
    void aServerThatIsToldToStopExitsWithZeroAndFreesTheLease() throws Exception {
        join(stopped);
    }

    private static void stop(Pair pair, ServerProcess first, ServerProcess second)
            throws Exception {
        String holder = pair.holder();
        assertThat(holder).isNotEmpty();
        first.signal("TERM");
        assertThat(first.awaitExit(PATIENCE)).isZero();
        assertThat(pair.holder()).as("freed, or taken already").isNotEqualTo(holder);
        assertThat(first.log()).contains("msg=stopping").contains("msg=stopped");
        second.awaitWork(PATIENCE);
    }

    @Test
    void aServerThatSleptWhileAnotherTookOverStopsWhenItWakes() throws Exception {
        join(slept);
    }

    private static void sleep(Pair pair, ServerProcess first, ServerProcess second)
            throws Exception {
        first.signal("STOP");
        second.awaitWork(PATIENCE);
        first.signal("CONT");
        assertThat(first.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(first.log()).contains("lost the lease");
        pair.assertAnswers("after-the-sleep");
    }

    /// The servers of one namespace.
    private record Pair(KubernetesCluster cluster, String name) {
        private String namespace() {
            return "leader-" + name;
        }

        private KubernetesClient client() {
            return cluster.client();
        }

        void createNamespace() {
            client().resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(namespace())
                                    .endMetadata()
                                    .build())
                    .create();
        }

        void deleteNamespace() {
            client().namespaces().withName(namespace()).delete();
        }

        ServerProcess start(String server) {
            return ServerProcess.start(
                    folder.resolve(name + "-" + server + ".log"),
                    cluster.kubeconfig(),
                    namespace(),
                    Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -Xmx160m"));
        }

        String holder() {
            String holder =
                    client().leases()
                            .inNamespace(namespace())
                            .withName(ArkServer.LEASE)
                            .get()
                            .getSpec()
                            .getHolderIdentity();
            return holder == null ? "" : holder;
        }

        void assertAnswers(String request) {
            Resources.create(
                    client(),
                    namespace(),
                    """
                    apiVersion: velero.io/v1
                    kind: ServerStatusRequest
                    metadata: {name: %s}
                    """
                            .formatted(request));
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    Resources.text(
                                                    client(),
                                                    namespace(),
                                                    "ServerStatusRequest",
                                                    request,
                                                    "/status/phase")
                                            .equals("Processed"));
        }
    }
}
