package ark.testing;

import ark.testing.DevPrograms.Answer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Ark in a cluster, with a server and a node agent that are ready. Its namespace is `velero`, its
/// location `default`.
public final class ArkInstallation implements AutoCloseable {
    public static final String NAMESPACE = "velero";

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(8);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);
    private static final int NAMESPACE_LIMIT_SECONDS = 120;

    private final KubernetesCluster cluster;
    private final ArkImage image;
    private final Path folder;
    private final Optional<MinioServer> minio;
    private final String bucket;
    private final List<String> installed;

    private ArkInstallation(
            KubernetesCluster cluster, ArkImage image, Path folder, ArkInstalled wish)
            throws IOException {
        this.cluster = cluster;
        this.image = image;
        this.folder = folder;
        boolean inMinio = wish.store() == ArkInstalled.Store.MINIO;
        minio = inMinio ? Optional.of(MinioServer.startForPods()) : Optional.empty();
        bucket = minio.map(MinioServer::createBucket).orElse("backups");
        var words = new ArrayList<>(List.of("install", "--use-restic", "--bucket=" + bucket));
        words.add("--image=" + image.name());
        words.add("--use-volume-snapshots=false");
        words.addAll(minio.isPresent() ? inMinio(minio.get()) : inFolder());
        words.addAll(List.of(wish.flags()));
        installed = List.copyOf(words);
    }

    /// Installs Ark and waits until its pods are ready.
    ///
    /// @throws IllegalStateException when they are not; the message says how the pods are
    static ArkInstallation install(KubernetesCluster cluster, ArkImage image, ArkInstalled wish) {
        try {
            var ark =
                    new ArkInstallation(
                            cluster, image, Files.createTempDirectory("ark-installed"), wish);
            try {
                ark.installAgain();
                return ark;
            } catch (IllegalStateException e) {
                String how = ark.state();
                ark.close();
                throw new IllegalStateException(e.getMessage() + "\n" + how, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder for an installation", e);
        }
    }

    private List<String> inMinio(MinioServer server) throws IOException {
        Path secret = folder.resolve("credentials");
        Files.writeString(secret, server.credentialsFile());
        return List.of(
                "--provider=aws",
                "--secret-file=" + secret,
                "--backup-location-config=region=%s,s3ForcePathStyle=true,s3Url=%s"
                        .formatted(server.region(), server.endpoint()));
    }

    private List<String> inFolder() throws IOException {
        return List.of(
                "--provider=filesystem",
                "--backup-location-config=path=/backups",
                "--backup-location-volume=hostPath="
                        + Files.createDirectories(folder.resolve("backups")));
    }

    /// Runs `ark install` with the same flags as at first, and waits until all is ready.
    public String installAgain() {
        var words = new ArrayList<>(installed);
        words.add("--wait");
        return succeeded(words, run(words, INSTALL_LIMIT));
    }

    /// Runs a command of `ark` on this machine, as the administrator of the cluster.
    ///
    /// @return what it printed
    /// @throws IllegalStateException when it ends with another code than 0
    public String ark(String... words) {
        return succeeded(List.of(words), run(List.of(words), COMMAND_LIMIT));
    }

    private static String succeeded(List<String> words, Answer answer) {
        if (answer.exitCode() != 0) {
            throw new IllegalStateException(
                    "ark " + words + " ended with " + answer.exitCode() + "\n" + answer.output());
        }
        return answer.output();
    }

    private Answer run(List<String> words, Duration limit) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "ark.Main"));
        command.addAll(words);
        return DevPrograms.run(
                command,
                Map.of(
                        "KUBECONFIG",
                        cluster.kubeconfig().toString(),
                        "NO_PROXY",
                        "10.0.0.0/8,127.0.0.1"), // all of it is on this machine
                limit);
    }

    public KubernetesCluster cluster() {
        return cluster;
    }

    public KubernetesClient client() {
        return cluster.client();
    }

    /// As pods have it.
    public String imageName() {
        return image.name();
    }

    public String bucket() {
        return bucket;
    }

    /// The server of the bucket.
    ///
    /// @throws IllegalStateException when the bucket is a folder
    public MinioServer minio() {
        return minio.orElseThrow(() -> new IllegalStateException("the bucket is a folder"));
    }

    /// The bucket as a folder of this machine.
    ///
    /// @throws IllegalStateException when it is not one
    public Path bucketFolder() {
        if (minio.isPresent()) throw new IllegalStateException("the bucket is in MinIO");
        return folder.resolve("backups").resolve(bucket);
    }

    /// The server's pod.
    public Pod serverPod() {
        return pod("deploy=velero");
    }

    /// The node agent's pod; there is one node.
    public Pod agentPod() {
        return pod("name=restic");
    }

    private Pod pod(String selector) {
        return client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabelSelector(selector)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pod with " + selector));
    }

    /// How the pods are, and what they and the events say: for the message of a failure.
    public String state() {
        var text = new StringBuilder();
        for (String words :
                List.of(
                        "get pods -o wide",
                        "get events --sort-by=.lastTimestamp",
                        "logs deployment/velero --tail=40",
                        "logs daemonset/restic --tail=40")) {
            text.append("$ kubectl -n velero ").append(words).append('\n');
            var all = new ArrayList<>(List.of("--namespace=" + NAMESPACE));
            all.addAll(List.of(words.split(" ")));
            try {
                text.append(cluster.kubectl(all.toArray(String[]::new)));
            } catch (IllegalStateException e) {
                text.append(e.getMessage()).append('\n');
            }
        }
        return text.toString();
    }

    /// Removes the namespace, the rights and the bucket. The custom resources stay: other tests of
    /// this run have them, too.
    @Override
    public void close() {
        var namespace = client().namespaces().withName(NAMESPACE);
        namespace.delete(); // its controller begins five seconds later
        releaseFinalizers();
        namespace.waitUntilCondition(
                found -> found == null, NAMESPACE_LIMIT_SECONDS, TimeUnit.SECONDS);
        cluster.kubectl("delete", "clusterrolebinding,clusterrole", "--selector=component=velero");
        minio.ifPresent(MinioServer::close);
        delete(folder);
    }

    /// A Restore waits for a server that deletes its files.
    private void releaseFinalizers() {
        cluster.kubectl(
                "delete",
                "deployment,daemonset",
                "--all",
                "--namespace=" + NAMESPACE,
                "--cascade=foreground"); // a server that runs puts the finalizers back
        String restores =
                cluster.kubectl("get", "restores.velero.io", "--namespace=" + NAMESPACE, "-oname");
        restores.lines()
                .filter(name -> name.startsWith("restore"))
                .forEach(
                        name ->
                                cluster.kubectl(
                                        "patch",
                                        name,
                                        "--namespace=" + NAMESPACE,
                                        "--type=merge",
                                        "--patch={\"metadata\":{\"finalizers\":null}}"));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + folder, e);
        }
    }
}
