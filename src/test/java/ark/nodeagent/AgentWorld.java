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
import ark.testing.ResticProgram;
import ark.testing.VolumeLauncher;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
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
/// that is a folder, and node agents with the rights that an installation gives them.
final class AgentWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String PASSWORD = "pass";

    final KubernetesClient client;
    final String namespace;
    final String node;
    private final Path folder;
    private final AgentAccount account;
    private final KubernetesClient agentClient;
    private final List<NodeAgent> agents = new ArrayList<>();

    AgentWorld(KubernetesCluster cluster, String namespace, Path folder) throws IOException {
        this.client = cluster.client();
        this.namespace = namespace;
        this.node = "node-" + namespace;
        this.folder = folder;
        Files.createDirectories(pods());
        account = AgentAccount.make(client, namespace);
        agentClient = account.client();
        create(
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("velero-restic-credentials")
                        .endMetadata()
                        .addToStringData("repository-password", PASSWORD)
                        .build());
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

    /// The folder of the location's repository for this namespace.
    Path repository() {
        return folder.resolve("b/restic").resolve(namespace);
    }

    Path pods() {
        return folder.resolve("pods");
    }

    /// Makes the repository, as the server does before it asks for volumes.
    void initRepository() throws IOException, InterruptedException {
        restic("init");
    }

    /// Runs plain restic on the repository, and gives what it printed.
    String restic(String... arguments) throws IOException, InterruptedException {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        var command = new ArrayList<String>();
        command.add(ResticProgram.path().toString());
        command.addAll(List.of("--repo=" + repository(), "--password-file=" + password));
        command.add("--no-cache");
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
                                        volumes: [%s]}}
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
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.contains(pods().toString()))
                                        .isPresent())
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
        client.resources(PodVolumeBackup.class).inNamespace(namespace).delete();
        client.resources(PodVolumeRestore.class).inNamespace(namespace).delete();
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    }
}
