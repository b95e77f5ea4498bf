package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ark.process.HttpListener;
import ark.process.ListenAddress;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees when a server cannot start.
@KubernetesTest
class ServerMainIT {
    @TempDir private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aClusterThatCannotBeReachedIsTwoLines() throws Exception {
        Path kubeconfig = folder.resolve("config");
        Files.writeString(
                kubeconfig,
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
                users: [{name: u, user: {token: abc}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """);
        assertThat(run("--kubeconfig=" + kubeconfig)).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .startsWith("An error occurred: cannot reach the cluster at http://127.0.0.1:1: ")
                .hasLineCount(2)
                .doesNotContain("Exception");
    }

    @Test
    void aLoginThatIsNotValidIsTwoLines(KubernetesCluster cluster) throws Exception {
        Path kubeconfig = folder.resolve("config");
        String valid = Files.readString(cluster.kubeconfig());
        Files.writeString(
                kubeconfig,
                valid.replaceAll("user: \\{client-certificate[^}]*}", "user: {token: x}"));
        assertThat(run("--kubeconfig=" + kubeconfig)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("cannot reach the cluster").hasLineCount(2);
    }

    @Test
    void aNamespaceThatDoesNotExistIsTwoLines(KubernetesCluster cluster) {
        assertThat(run("--kubeconfig=" + cluster.kubeconfig(), "--namespace=nowhere")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .isEqualTo(
                        """
                        An error occurred: there is no namespace "nowhere"
                        Create it (kubectl create namespace nowhere), or name another one: \
                        --namespace
                        """);
    }

    @Test
    void aPortThatIsTakenIsTwoLines(KubernetesCluster cluster, TestNamespace namespace) {
        HttpListener taken = HttpListener.open("metrics", ListenAddress.parse("localhost:0"));
        try {
            assertThat(
                            run(
                                    "--kubeconfig=" + cluster.kubeconfig(),
                                    "--namespace=" + namespace.name(),
                                    "--metrics-address=localhost:" + taken.port()))
                    .isEqualTo(1);
        } finally {
            taken.close();
        }
        assertThat(err.toString(UTF_8))
                .startsWith("An error occurred: cannot listen on localhost:")
                .hasLineCount(2);
    }

    private int run(String... flags) {
        var all = new java.util.ArrayList<>(List.of(flags));
        if (all.stream().noneMatch(flag -> flag.startsWith("--metrics-address"))) {
            all.add("--metrics-address=localhost:0");
        }
        all.add("--download-address=localhost:0");
        all.add("--log-level=error");
        return ServerMain.run(
                all,
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of());
    }
}
