package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.Annotations;
import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restic and agents are killed in the middle of a volume. Needs root.
@KubernetesTest
class KilledIT {
    private static final int FILES = 8;
    private static final int FILE_BYTES = 32 << 20;

    @TempDir private Path folder;

    private AgentWorld world;
    private Path kubeconfig;
    private final List<Process> agents = new ArrayList<>();

    @BeforeEach
    void makeWorld(KubernetesCluster cluster, TestNamespace namespace) throws Exception {
        world = new AgentWorld(cluster, namespace.name(), folder);
        world.initRepository();
        kubeconfig = cluster.kubeconfig();
    }

    @AfterEach
    void close() {
        agents.forEach(Process::destroyForcibly);
        world.close();
    }

    private Pod fullPod() throws IOException {
        Pod pod = world.pod("web", "data");
        byte[] noise = new byte[FILE_BYTES];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < FILES; i++) {
            noise[0] = (byte) i;
            Files.write(world.volume(pod, "data").resolve("f" + i), noise);
        }
        return pod;
    }

    private Process startProcess() throws IOException {
        AgentSettings settings = world.settings();
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
        agents.add(agent);
        return agent;
    }

    @Test
    void aKilledResticIsStartedAgain() throws Exception {
        Pod pod = fullPod();
        world.startAgent();
        PodVolumeBackup backup = world.backUp(pod, "data", "b1");
        await().atMost(AgentWorld.PATIENCE).until(() -> !restic("backup").isEmpty());
        restic("backup").forEach(ProcessHandle::destroyForcibly);
        PodVolumeBackup ended = world.ended(backup);
        assertThat(ended.getStatus().message()).isNull();
        assertThat(ended.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(world.restic("check")).contains("no errors were found");
    }

    @Test
    void whatAKilledAgentLeftTheNextOneFinishes() throws Exception {
        Pod pod = fullPod();
        Process first = startProcess();
        PodVolumeBackup backup = world.backUp(pod, "data", "b1");
        await().atMost(AgentWorld.PATIENCE).until(() -> !restic("backup").isEmpty());
        first.destroyForcibly().waitFor();
        await("restic ends with its agent")
                .atMost(AgentWorld.PATIENCE)
                .until(() -> restic("backup").isEmpty());
        startProcess();
        PodVolumeBackup ended = world.ended(backup);
        assertThat(ended.getStatus().message()).isNull();
        assertThat(ended.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(ended.getMetadata().getAnnotations()).containsEntry(Annotations.ATTEMPT, "2");
        assertThat(world.restic("list", "locks", "--no-lock")).isEmpty();

        Pod target = world.waitingPod("restored", "data");
        PodVolumeRestore restore =
                world.restore(target, "data", ended.getStatus().snapshotID() + "", "");
        await().atMost(AgentWorld.PATIENCE).until(() -> !restic("restore").isEmpty());
        agents.getLast().destroyForcibly().waitFor();
        Path done = world.volume(target, "ark-restore").resolve("data/restore-1");
        assertThat(done).doesNotExist();
        startProcess();
        assertThat(world.ended(restore).getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(done).exists();
        for (int i = 0; i < FILES; i++) {
            assertThat(world.volume(target, "data").resolve("f" + i))
                    .hasSameBinaryContentAs(world.volume(pod, "data").resolve("f" + i));
        }
    }

    @Test
    void anAgentThatIsToldToEndDoesSoSoonAndLeavesNoLock() throws Exception {
        Pod pod = fullPod();
        Process agent = startProcess();
        PodVolumeBackup backup = world.backUp(pod, "data", "b1");
        await().atMost(AgentWorld.PATIENCE).until(() -> !restic("backup").isEmpty());
        agent.destroy();
        assertThat(agent.waitFor()).isZero();
        assertThat(world.restic("list", "locks", "--no-lock")).isEmpty();
        assertThat(PodVolumePhase.of(world.now(backup).getStatus()))
                .isEqualTo(PodVolumePhase.IN_PROGRESS); // for the next one
    }

    /// Restic's own processes at this world's repository.
    private List<ProcessHandle> restic(String command) {
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.startsWith("/restic " + command))
                                        .isPresent())
                .filter(
                        process ->
                                process.parent()
                                        .flatMap(launcher -> launcher.info().commandLine())
                                        .filter(line -> line.contains(folder.toString()))
                                        .isPresent())
                .toList();
    }
}
