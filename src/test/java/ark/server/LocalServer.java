package ark.server;

import ark.kubeconfig.Environment;
import ark.kubeconfig.KubeConfig;
import ark.kubeconfig.KubernetesClients;
import ark.process.GivenFlags;
import ark.testing.ResticProgram;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A whole server in this process, with a folder as its bucket: for tests, and to play with.
///
/// It makes the namespace and the location `default` when they do not exist. The cluster must have
/// Ark's custom resources.
public final class LocalServer implements AutoCloseable {
    private final KubernetesClient client;
    private final ArkServer server;
    private final String namespace;

    private LocalServer(KubernetesClient client, ArkServer server, String namespace) {
        this.client = client;
        this.server = server;
        this.namespace = namespace;
    }

    /// Starts a server, which works at once unless another one works in the namespace.
    ///
    /// @param bucket the folder that stands for the bucket; made when it does not exist
    /// @param flags of `ark server`, in addition; listeners have free ports
    public static LocalServer start(
            Path kubeconfig, String namespace, Path bucket, String... flags) {
        var all =
                new ArrayList<>(
                        List.of(
                                "--kubeconfig=" + kubeconfig,
                                "--namespace=" + namespace,
                                "--metrics-address=localhost:0",
                                "--download-address=localhost:0",
                                "--store-validation-frequency=1s",
                                "--backup-sync-period=1s"));
        all.addAll(List.of(flags));
        GivenFlags given = GivenFlags.parse("server", Flags.ALL, all);
        ServerSettings settings = ServerSettings.of(given, Map.of());
        if (!given.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", given.problems()));
        }
        var environment = Environment.of(Map.of(), Path.of("/"), InstantSource.system());
        KubernetesClient client =
                KubernetesClients.open(KubeConfig.load(settings.kubeconfig(), environment));
        prepare(client, namespace, bucket);
        var server =
                new ArkServer(
                        settings,
                        client,
                        Machine.here(
                                Map.of(
                                        "HOSTNAME",
                                        "test",
                                        "ARK_RESTIC",
                                        ResticProgram.path().toString()),
                                "0.0.0"));
        server.start();
        return new LocalServer(client, server, namespace);
    }

    private static void prepare(KubernetesClient client, String namespace, Path bucket) {
        try {
            Files.createDirectories(bucket);
        } catch (IOException e) {
            throw new UncheckedIOException("making the bucket", e);
        }
        if (client.namespaces().withName(namespace).get() == null) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(namespace)
                                    .endMetadata()
                                    .build())
                    .create();
        }
        Resources.location(client, namespace, "default", bucket);
    }

    /// A page of the metrics listener, as `/metrics`.
    public URI page(String path) {
        return URI.create("http://localhost:" + server.metricsPort() + path);
    }

    /// The server's own client of the cluster.
    public KubernetesClient client() {
        return client;
    }

    public String namespace() {
        return namespace;
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }

    /// How long to wait for something that takes the server a moment.
    public static Duration patience() {
        return Duration.ofMinutes(2);
    }
}
