package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.item.Json;
import ark.nodeagent.LocalAgent;
import ark.testing.KubernetesCluster;
import ark.testing.ResticProgram;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A namespace with servers that die and take over from each other, a bucket that is a folder, and
/// an application in a namespace of its own.
final class TakeoverWorld implements AutoCloseable {
    /// For what takes moments, on a machine that is busy.
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final List<String> KINDS =
            List.of("Backup", "Restore", "PodVolumeBackup", "PodVolumeRestore");

    final KubernetesCluster cluster;
    final KubernetesClient client;
    final String namespace;
    final Path bucket;
    final LocalRuns runs;
    private final Path folder;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<Runnable> others = new ArrayList<>();

    /// @param name of the namespace; the others begin with it
    /// @param folder an empty one
    TakeoverWorld(KubernetesCluster cluster, String name, Path folder) throws IOException {
        this.cluster = cluster;
        this.client = cluster.client();
        this.namespace = name;
        this.folder = folder;
        bucket = Files.createDirectories(folder.resolve("bucket"));
        runs = new LocalRuns(client, namespace, bucket);
        for (String each : List.of(namespace, shop())) {
            client.resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(each)
                                    .endMetadata()
                                    .build())
                    .create();
        }
        await("service accounts")
                .atMost(PATIENCE)
                .until(
                        () ->
                                Stream.of(namespace, shop())
                                        .allMatch(
                                                each ->
                                                        client.serviceAccounts()
                                                                        .inNamespace(each)
                                                                        .withName("default")
                                                                        .get()
                                                                != null));
        Resources.location(client, namespace, "default", bucket);
        for (int i = 0; i < 3; i++) {
            create(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: c%d, namespace: %s},"
                                    .formatted(i, shop())
                            + " data: {k: v}}");
        }
    }

    /// The application.
    String shop() {
        return namespace + "-shop";
    }

    /// Where it is restored.
    String copy() {
        return namespace + "-copy";
    }

    HasMetadata create(String yaml) {
        return client.resource("---\n" + yaml).create();
    }

    /// Starts a server.
    ///
    /// @param point where it dies; "" for nowhere
    ServerProcess start(String point) throws IOException {
        int number = servers.size() + 1;
        Path scratch = Files.createDirectories(folder.resolve("scratch-" + number));
        ServerProcess server =
                ServerProcess.start(
                        log(number),
                        cluster.kubeconfig(),
                        namespace,
                        Map.of(
                                "ARK_FAIL_POINT",
                                point,
                                "ARK_RESTIC",
                                ResticProgram.path().toString(),
                                "VELERO_SCRATCH_DIR",
                                scratch.toString(),
                                "JAVA_TOOL_OPTIONS",
                                "-XX:TieredStopAtLevel=1 -Xmx160m"),
                        "--backup-sync-period=1s");
        servers.add(server);
        return server;
    }

    private Path log(int number) {
        return folder.resolve("server-" + number + ".log");
    }

    /// What all servers wrote, for whoever looks for a fault.
    String logs() throws IOException {
        var all = new StringBuilder();
        for (int i = 1; i <= servers.size(); i++) {
            all.append("--- server ").append(i).append('\n').append(Files.readString(log(i)));
        }
        return all.toString();
    }

    /// Puts a pod with a volume into the application, on a node that a kubelet is played for.
    ///
    /// @param attended whether a node agent works there, or only seems to
    void playNode(boolean attended) throws IOException {
        String node = namespace + "-node";
        Path pods = Files.createDirectories(folder.resolve("pods"));
        var kubelet = new PlayedKubelet(client, node, pods, List.of(namespace, shop(), copy()));
        others.add(kubelet::close);
        createAgentPod("restic-1", node);
        HasMetadata pod = createPod("db", node);
        await("played kubelet")
                .atMost(PATIENCE)
                .until(() -> runs(shop(), "db") && runs(namespace, "restic-1"));
        Files.writeString(kubelet.folder((Pod) pod, "data").resolve("f"), "hello");
        if (attended) {
            var agent = LocalAgent.start(client, namespace, node, pods, folder.resolve("agent"));
            others.add(agent::close);
        }
    }

    /// Adds one on another node, where there only seems to be an agent.
    void addPodThatNobodyAttends() {
        String node = namespace + "-other-node";
        client.resource(new NodeBuilder().withNewMetadata().withName(node).endMetadata().build())
                .create();
        others.add(() -> client.nodes().withName(node).delete());
        createAgentPod("restic-2", node);
        createPod("other", node);
        await("played kubelet") // it looks after these as well
                .atMost(PATIENCE)
                .until(() -> runs(shop(), "other") && runs(namespace, "restic-2"));
    }

    private void createAgentPod(String name, String node) {
        create(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {name: restic}}
                spec: {nodeName: %s, containers: [{name: agent, image: ark}]}
                """
                        .formatted(name, namespace, node));
    }

    private HasMetadata createPod(String name, String node) {
        return create(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  annotations: {backup.velero.io/backup-volumes: data}
                spec:
                  nodeName: %s
                  containers:
                  - {name: main, image: main, volumeMounts: [{name: data, mountPath: /d}]}
                  volumes: [{name: data, emptyDir: {}}]
                """
                        .formatted(name, shop(), node));
    }

    private boolean runs(String podNamespace, String pod) {
        return client.pods()
                .inNamespace(podNamespace)
                .withName(pod)
                .get()
                .getStatus()
                .getPhase()
                .equals("Running");
    }

    /// The folder of the restored pod's volume.
    Path restoredVolume() {
        Pod pod = client.pods().inNamespace(copy()).withName("db").get();
        return folder.resolve("pods")
                .resolve(pod.getMetadata().getUid())
                .resolve("volumes/kubernetes.io~empty-dir/data");
    }

    String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }

    boolean exists(String kind, String name) {
        return Resources.get(client, namespace, kind, name).isPresent();
    }

    List<GenericKubernetesResource> all(String kind) {
        return Resources.all(client, namespace, kind).list().getItems();
    }

    /// The phases of all resources of a kind.
    List<String> phases(String kind) {
        return all(kind).stream()
                .map(each -> text(kind, each.getMetadata().getName(), "/status/phase"))
                .toList();
    }

    /// Everything that servers and agents have made, with uids: what is made twice has another.
    Map<String, String> uids() {
        var uids = new TreeMap<String, String>();
        for (String kind : KINDS) {
            all(kind).forEach(each -> put(kind, each, uids));
        }
        client.pods().inNamespace(copy()).list().getItems().forEach(p -> put("Pod", p, uids));
        client.configMaps()
                .inNamespace(copy())
                .list()
                .getItems()
                .forEach(c -> put("ConfigMap", c, uids));
        return uids;
    }

    private static void put(String kind, HasMetadata object, Map<String, String> uids) {
        uids.put(kind + " " + object.getMetadata().getName(), object.getMetadata().getUid());
    }

    /// How many snapshots of a backup there are.
    int snapshots(String backup) throws IOException, InterruptedException {
        Path repository = bucket.resolve("restic").resolve(shop());
        if (!Files.exists(repository.resolve("config"))) {
            return 0;
        }
        var builder =
                new ProcessBuilder(
                        ResticProgram.path().toString(),
                        "--no-cache",
                        "--no-lock",
                        "--repo=" + repository,
                        "snapshots",
                        "--json",
                        "--tag=backup=" + backup);
        String password =
                client.secrets()
                        .inNamespace(namespace)
                        .withName("velero-restic-credentials")
                        .get()
                        .getData()
                        .get("repository-password");
        builder.environment()
                .put("RESTIC_PASSWORD", new String(Base64.getDecoder().decode(password), UTF_8));
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        JsonNode list = Json.mapper().readTree(printed);
        return list.size();
    }

    /// A backup exists exactly when its metadata does, and of one that does not exist the bucket
    /// has a log at most: no claim either.
    void assertBucketIsConsistent() throws IOException {
        for (GenericKubernetesResource backup : all("Backup")) {
            String name = backup.getMetadata().getName();
            String phase = text("Backup", name, "/status/phase");
            Path metadata = bucket.resolve("backups").resolve(name).resolve("velero-backup.json");
            assertThat(Files.exists(metadata))
                    .as(name + " is " + phase)
                    .isEqualTo(phase.equals("Completed") || phase.equals("PartiallyFailed"));
        }
        if (!Files.exists(bucket.resolve("backups"))) {
            return;
        }
        try (Stream<Path> folders = Files.list(bucket.resolve("backups"))) {
            for (Path each : folders.toList()) {
                assertThat(files(each))
                        .as(each.toString())
                        .matches(
                                names ->
                                        names.contains("velero-backup.json")
                                                || List.of(each.getFileName() + "-logs.gz")
                                                        .containsAll(names));
            }
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
        others.reversed().forEach(Runnable::run);
        for (String each : List.of(namespace, shop(), copy())) {
            client.pods().inNamespace(each).withGracePeriod(0).delete();
            client.namespaces().withName(each).delete();
        }
    }
}
