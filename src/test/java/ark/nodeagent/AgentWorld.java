package ark.nodeagent;

import static org.awaitility.Awaitility.await;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.kubeconfig.KubeConfigOptions;
import ark.nodeagent.room.Places;
import ark.process.ListenAddress;
import ark.testing.AgentAccount;
import ark.testing.KubernetesCluster;
import ark.testing.MinioServer;
import ark.testing.ResticProgram;
import ark.testing.TestSecret;
import ark.testing.VolumeLauncher;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A node without a kubelet: a real API server, folders that stand for the kubelet's, a location
/// that is a folder or a bucket, and node agents with the rights that an installation gives them.
final class AgentWorld implements AutoCloseable {
    /// What takes seconds takes minutes on a machine that is busy with other things.
    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final String PASSWORD = "pass";

    final KubernetesClient client;
    final String namespace;
    final String node;
    private final Path kubeconfig;
    private final Path folder;
    private final AgentAccount account;
    private final KubernetesClient agentClient;
    private final List<NodeAgent> agents = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private Map<String, String> storeVariables = Map.of();
    private String repository;

    AgentWorld(KubernetesCluster cluster, String namespace, Path folder) throws IOException {
        this.client = cluster.client();
        this.kubeconfig = cluster.kubeconfig();
        this.namespace = namespace;
        this.node = "node-" + namespace;
        this.folder = folder;
        this.repository = repository().toString();
        Files.createDirectories(pods());
        account = AgentAccount.make(client, namespace);
        agentClient = account.client();
        // Else its pods are collected as orphans before a slow test is done.
        create(
                yaml(
                        "{apiVersion: v1, kind: Node, metadata: {name: %s}}".formatted(node),
                        Node.class));
        secret("velero-restic-credentials", "repository-password", PASSWORD);
        create(
                yaml(
                        """
                        {apiVersion: velero.io/v1, kind: BackupStorageLocation,
                         metadata: {name: default, namespace: %s},
                         spec: {provider: filesystem, objectStorage: {bucket: b},
                                config: {path: %s}}}
                        """
                                .formatted(namespace, folder),
                        BackupStorageLocation.class));
    }

    /// Makes or replaces a Secret.
    void secret(String name, String key, String value) {
        TestSecret.put(client, namespace, name, key, value);
    }

    /// From now on the location is a bucket of its own.
    void moveTo(MinioServer minio) {
        String bucket = minio.createBucket();
        secret("store", "cloud", minio.credentialsFile());
        patch(
                client.resources(BackupStorageLocation.class)
                        .inNamespace(namespace)
                        .withName("default")
                        .get(),
                """
                {"spec": {"provider": "aws", "objectStorage": {"bucket": "%s"},
                          "credential": {"name": "store", "key": "cloud"},
                          "config": {"path": null, "region": "%s", "s3ForcePathStyle": "true",
                                     "s3Url": "%s"}}}
                """
                        .formatted(bucket, minio.region(), minio.endpoint()));
        repository = "s3:" + minio.endpoint() + "/" + bucket + "/restic/" + namespace;
        storeVariables =
                Map.of(
                        "AWS_ACCESS_KEY_ID",
                        minio.accessKey(),
                        "AWS_SECRET_ACCESS_KEY",
                        minio.secretKey());
    }

    /// The folder of the location's repository for this namespace, when the location is one.
    Path repository() {
        return folder.resolve("b/restic").resolve(namespace);
    }

    Path pods() {
        return folder.resolve("pods");
    }

    /// Makes the repository, as the server does before it asks for volumes.
    void initRepository() throws IOException, InterruptedException {
        if (repository.startsWith("s3:")) {
            restic("init");
        } else {
            CheapRepository.copyTo(repository());
        }
    }

    /// Runs plain restic on the repository, and gives what it printed.
    String restic(String... arguments) throws IOException, InterruptedException {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        var command = new ArrayList<String>();
        command.add(ResticProgram.path().toString());
        command.addAll(List.of("--repo=" + repository, "--password-file=" + password));
        command.add("--no-cache");
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(storeVariables);
        Process process = builder.start();
        String out =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + "\n" + out);
        }
        return out;
    }

    AgentSettings settings() {
        return new AgentSettings(
                namespace,
                node,
                new KubeConfigOptions("", "", "test"),
                ListenAddress.parse("localhost:0"),
                new Places(
                        pods(),
                        folder.resolve("scratch"),
                        ResticProgram.path(),
                        VolumeLauncher.path()),
                2);
    }

    /// Starts an agent, which is closed with the world.
    NodeAgent startAgent() {
        var agent = new NodeAgent(settings(), agentClient);
        agents.add(agent);
        agent.start(Map.of());
        return agent;
    }

    /// Starts an agent as a process, which can be killed; else it ends with the world.
    Process startAgentProcess() throws IOException {
        AgentSettings settings = settings();
        Process agent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "ark.Main",
                                "restic",
                                "server",
                                "--kubeconfig=" + kubeconfig,
                                "--namespace=" + settings.namespace(),
                                "--node-name=" + settings.node(),
                                "--host-pods=" + settings.places().pods(),
                                "--scratch=" + settings.places().scratch(),
                                "--restic=" + settings.places().restic(),
                                "--launcher=" + settings.places().launcher(),
                                "--metrics-address=localhost:0")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("agent.log").toFile())
                        .start();
        processes.add(agent);
        return agent;
    }

    /// Restic's own processes in volumes of this world, by restic's command.
    List<ProcessHandle> restics(String command) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).startsWith("/restic " + command))
                .filter(
                        process ->
                                process.parent()
                                        .filter(p -> commandLine(p).contains(pods().toString()))
                                        .isPresent())
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    /// A running pod of this node with emptyDirs, and their folders.
    Pod pod(String name, String... volumes) throws IOException {
        return pod(name, "", "Running", volumes);
    }

    /// A pod whose init container waits for its volumes.
    Pod waitingPod(String name, String... volumes) throws IOException {
        Pod pod =
                pod(
                        name,
                        "initContainers: [{name: restic-wait, image: wait}],",
                        "Pending",
                        Stream.concat(Stream.of(volumes), Stream.of("ark-restore"))
                                .toArray(String[]::new));
        setWaiting(pod, "running: {startedAt: \"2026-01-01T00:00:00Z\"}");
        return pod;
    }

    /// @param state of the init container, as YAML
    void setWaiting(Pod pod, String state) {
        client.pods()
                .inNamespace(namespace)
                .withName(name(pod))
                .editStatus(
                        p -> {
                            p.setStatus(
                                    yaml(
                                                    """
                                                    {status: {phase: Pending, initContainerStatuses: [
                                                      {name: restic-wait, image: wait, imageID: "",
                                                       ready: false, restartCount: 0,
                                                       state: {%s}}]}}
                                                    """
                                                            .formatted(state),
                                                    Pod.class)
                                            .getStatus());
                            return p;
                        });
    }

    private Pod pod(String name, String init, String phase, String... volumes) throws IOException {
        String list =
                Stream.of(volumes)
                        .map(volume -> "{name: %s, emptyDir: {}}".formatted(volume))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
        Pod pod =
                create(
                        yaml(
                                """
                                {apiVersion: v1, kind: Pod,
                                 metadata: {name: %s, namespace: %s},
                                 spec: {nodeName: %s, %s containers: [{name: main, image: main}],
                                        tolerations: [{operator: Exists}], volumes: [%s]}}
                                """
                                        .formatted(name, namespace, node, init, list),
                                Pod.class));
        for (String volume : volumes) {
            Files.createDirectories(volume(pod, volume));
        }
        client.pods()
                .inNamespace(namespace)
                .withName(name(pod))
                .editStatus(
                        p -> {
                            p.getStatus().setPhase(phase);
                            return p;
                        });
        return pod;
    }

    /// The folder of a pod's emptyDir.
    Path volume(Pod pod, String volume) {
        return pods().resolve(pod.getMetadata().getUid())
                .resolve("volumes/kubernetes.io~empty-dir")
                .resolve(volume);
    }

    /// Asks for the backup of a volume.
    PodVolumeBackup backUp(Pod pod, String volume, String backup) {
        return create(backupOf(pod, volume, backup));
    }

    PodVolumeBackup backupOf(Pod pod, String volume, String backup) {
        return yaml(
                """
                {apiVersion: velero.io/v1, kind: PodVolumeBackup,
                 metadata: {generateName: %s-, namespace: %s},
                 spec: {node: %s, volume: %s, backupStorageLocation: default, repoIdentifier: x,
                        pod: {kind: Pod, namespace: %s, name: %s, uid: %s},
                        tags: {backup: %s, backup-uid: uid-of-%s, pod: %s, pod-uid: %s, ns: %s,
                               volume: %s}}}
                """
                        .formatted(
                                backup, namespace, node, volume, namespace, name(pod), uid(pod),
                                backup, backup, name(pod), uid(pod), namespace, volume),
                PodVolumeBackup.class);
    }

    PodVolumeBackup onNode(PodVolumeBackup backup, String other) {
        return yaml(Serialization.asJson(backup).replace(node, other), PodVolumeBackup.class);
    }

    /// What an agent leaves that is killed.
    void leave(PodVolumeBackup backup, int attempt) {
        patch(
                backup,
                """
                {"metadata": {"annotations": {"ark.dev/attempt": "%d"}},
                 "status": {"phase": "InProgress", "startTimestamp": "2026-01-01T00:00:00Z"}}
                """
                        .formatted(attempt));
    }

    void patch(HasMetadata object, String mergePatch) {
        client.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    List<String> tags(PodVolumeBackup backup) {
        return Objects.requireNonNull(backup.getSpec().tags()).entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .toList();
    }

    /// How many processes of restic work on this world's repository.
    long restics() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(pods().toString()))
                .filter(process -> !processes.stream().anyMatch(a -> a.pid() == process.pid()))
                .count();
    }

    /// Asks for the restore of a volume.
    ///
    /// @param metadata further members, as YAML
    PodVolumeRestore restore(Pod pod, String volume, String snapshot, String metadata) {
        return create(
                yaml(
                        """
                        {apiVersion: velero.io/v1, kind: PodVolumeRestore,
                         metadata: {generateName: r-, namespace: %s, %s labels:
                           {velero.io/restore-uid: restore-1, velero.io/pod-uid: %s}},
                         spec: {volume: %s, backupStorageLocation: default, repoIdentifier: x,
                                sourceNamespace: %s, snapshotID: "%s",
                                pod: {kind: Pod, namespace: %s, name: %s, uid: %s}}}
                        """
                                .formatted(
                                        namespace, metadata, uid(pod), volume, namespace, snapshot,
                                        namespace, name(pod), uid(pod)),
                        PodVolumeRestore.class));
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    /// The backup, once it has ended.
    PodVolumeBackup ended(PodVolumeBackup backup) {
        await("the end of " + backup.getMetadata().getName())
                .atMost(PATIENCE)
                .until(() -> ended(PodVolumePhase.of(now(backup).getStatus())));
        return now(backup);
    }

    /// The restore, once it has ended.
    PodVolumeRestore ended(PodVolumeRestore restore) {
        await("the end of " + restore.getMetadata().getName())
                .atMost(PATIENCE)
                .until(() -> ended(PodVolumePhase.of(now(restore).getStatus())));
        return now(restore);
    }

    private static boolean ended(PodVolumePhase phase) {
        return phase == PodVolumePhase.COMPLETED
                || phase == PodVolumePhase.FAILED
                || phase == PodVolumePhase.CANCELED;
    }

    <T extends HasMetadata> T now(T object) {
        return client.resource(object).get();
    }

    <T extends HasMetadata> T create(T object) {
        return client.resource(object).create();
    }

    static <T> T yaml(String text, Class<T> type) {
        return Serialization.unmarshal("---\n" + text, type);
    }

    @Override
    public void close() {
        agents.forEach(NodeAgent::close);
        agentClient.close();
        account.close();
        processes.forEach(process -> process.destroyForcibly().onExit().join());
        client.resources(PodVolumeBackup.class).inNamespace(namespace).delete();
        client.resources(PodVolumeRestore.class).inNamespace(namespace).delete();
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
        client.nodes().withName(node).delete();
    }
}
