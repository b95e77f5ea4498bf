package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.LongTests;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Restic and agents are killed in the middle of a volume, at ten points each under `-Dark.long`:
/// the volume is finished all the same, the repository is sound, nobody's lock is left. Needs root.
@KubernetesTest
class KilledIT {
    private static final int FILES = 8;
    private static final int FILE_BYTES = 12 << 20;
    private static final long VOLUME_BYTES = (long) FILES * FILE_BYTES;

    private static final Logger log = LoggerFactory.getLogger(KilledIT.class);

    @TempDir private Path folder;

    private AgentWorld world;

    private enum Victim {
        RESTIC,
        AGENT
    }

    @BeforeEach
    void makeWorld(KubernetesCluster cluster, TestNamespace namespace) throws Exception {
        world = new AgentWorld(cluster, namespace.name(), folder);
        world.initRepository();
        Files.writeString(Files.createDirectory(folder.resolve("outside")).resolve("f"), "not me");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void fill(Pod pod, long seed) throws IOException {
        fill(pod, seed, FILES);
    }

    /// What no restic has seen before.
    private void fill(Pod pod, long seed, int files) throws IOException {
        byte[] noise = new byte[FILE_BYTES];
        var random = new SplittableRandom(seed);
        for (int i = 0; i < files; i++) {
            random.nextBytes(noise);
            Files.write(world.volume(pod, "data").resolve("f" + i), noise);
        }
    }

    @Test
    void aBackupSurvivesTheDeathOfItsRestic() throws Exception {
        backUpAndKill(Victim.RESTIC);
    }

    @Test
    void aBackupSurvivesTheDeathOfItsAgent() throws Exception {
        backUpAndKill(Victim.AGENT);
    }

    @Test
    void aRestoreSurvivesTheDeathOfItsRestic() throws Exception {
        restoreAndKill(Victim.RESTIC);
    }

    @Test
    void aRestoreSurvivesTheDeathOfItsAgent() throws Exception {
        restoreAndKill(Victim.AGENT);
    }

    private void backUpAndKill(Victim victim) throws Exception {
        Pod pod = world.pod("web", "data");
        Process agent = world.startAgentProcess();
        long round = 0;
        for (KillPoint point : KillPoint.chosen()) {
            fill(pod, ++round);
            Set<String> outside = outside("web");
            int snapshots = snapshots();
            PodVolumeBackup backup = world.backUp(pod, "data", "b" + round);
            agent =
                    kill(
                            victim,
                            agent,
                            point,
                            sight(backup, "backup", () -> snapshots() > snapshots));
            Instant began = Instant.now();
            PodVolumeBackup ended = world.ended(backup);
            note(victim, point, "backup", began);
            assertThat(ended.getStatus().message()).isNull();
            assertThat(ended.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
            assertSound(outside, "web");
            assertThat(snapshots()).as("no snapshot that nobody knows").isEqualTo(snapshots + 1);
            Path copy = folder.resolve("copy-" + point);
            world.restic("restore", ended.getStatus().snapshotID() + "", "--target=" + copy);
            assertSame(copy, world.volume(pod, "data"));
        }
        fill(pod, ++round);
        PodVolumeBackup next = world.ended(world.backUp(pod, "data", "next"));
        assertThat(next.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
    }

    private void restoreAndKill(Victim victim) throws Exception {
        Pod pod = world.pod("web", "data");
        fill(pod, 1);
        Process agent = world.startAgentProcess();
        PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
        int round = 0;
        for (KillPoint point : KillPoint.chosen()) {
            Pod target = world.waitingPod("restored-" + ++round, "data");
            String name = target.getMetadata().getName();
            Set<String> outside = outside(name);
            PodVolumeRestore restore =
                    world.restore(target, "data", backup.getStatus().snapshotID() + "", "");
            Path word = world.volume(target, "ark-restore").resolve("data/restore-1");
            agent = kill(victim, agent, point, sight(restore, "restore", () -> Files.exists(word)));
            Instant began = Instant.now();
            PodVolumeRestore ended = world.ended(restore);
            note(victim, point, "restore", began);
            assertThat(ended.getStatus().message()).isNull();
            assertThat(ended.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
            assertThat(word).exists();
            assertSame(world.volume(target, "data"), world.volume(pod, "data"));
            assertSound(outside, name);
        }
    }

    /// The figures of `./test --long`.
    private static void note(Victim victim, KillPoint point, String work, Instant killed) {
        if (LongTests.wanted()) {
            log.warn(
                    "{} killed at {} of a {}: completed {} later",
                    victim,
                    point,
                    work,
                    Duration.between(killed, Instant.now()));
        }
    }

    /// Waits for the point, and kills. An agent is followed by another one, as in a DaemonSet.
    ///
    /// @return the agent that runs then
    private Process kill(Victim victim, Process agent, KillPoint point, KillPoint.Sight sight)
            throws Exception {
        Optional<ProcessHandle> restic = point.await(sight);
        if (victim == Victim.AGENT) {
            agent.destroyForcibly().waitFor();
            await("restic ends with its agent")
                    .atMost(AgentWorld.PATIENCE)
                    .until(() -> world.restics() == 0);
            return world.startAgentProcess();
        }
        if (point == KillPoint.IN_PROGRESS) {
            restic = KillPoint.RESTIC_RUNS.await(sight);
        }
        restic.ifPresent(ProcessHandle::destroyForcibly);
        return agent;
    }

    private KillPoint.Sight sight(HasMetadata work, String command, BooleanSupplier result) {
        return new KillPoint.Sight() {
            @Override
            public boolean begun() {
                return phase() != PodVolumePhase.NEW;
            }

            @Override
            public boolean ended() {
                return phase() == PodVolumePhase.COMPLETED || phase() == PodVolumePhase.FAILED;
            }

            private PodVolumePhase phase() {
                return switch (world.now(work)) {
                    case PodVolumeBackup backup -> PodVolumePhase.of(backup.getStatus());
                    case PodVolumeRestore restore -> PodVolumePhase.of(restore.getStatus());
                    default -> throw new IllegalArgumentException(work.getKind());
                };
            }

            @Override
            public List<ProcessHandle> restics() {
                return world.restics(command);
            }

            @Override
            public boolean resultIsThere() {
                return result.getAsBoolean();
            }

            @Override
            public long bytes() { // a pack is written to a temporary file first
                return command.equals("backup") ? 2 * VOLUME_BYTES : VOLUME_BYTES;
            }
        };
    }

    private int snapshots() {
        return world.repository().resolve("snapshots").toFile().list().length;
    }

    /// Everything there is but one pod, the repository and the scratch folder; and the mounts.
    private Set<String> outside(String pod) throws IOException {
        String uid =
                world.client
                        .pods()
                        .inNamespace(world.namespace)
                        .withName(pod)
                        .get()
                        .getMetadata()
                        .getUid();
        var seen = new TreeSet<String>();
        for (String part : List.of("pods", "outside")) {
            try (Stream<Path> files = Files.walk(folder.resolve(part))) {
                for (Path file : files.filter(f -> !f.toString().contains(uid)).toList()) {
                    if (file.equals(world.pods())) continue;
                    seen.add(
                            file
                                    + " "
                                    + Files.readAttributes(
                                            file, "unix:mode,uid,gid,size,ino,lastModifiedTime"));
                }
            }
        }
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(folder.toString()))
                .forEach(seen::add);
        return seen;
    }

    private void assertSound(Set<String> outside, String pod) throws Exception {
        assertThat(outside(pod)).isEqualTo(outside);
        assertThat(world.restic("list", "locks", "--no-lock")).isEmpty();
        assertThat(world.restic("check")).contains("no errors were found");
    }

    private static void assertSame(Path actual, Path expected) {
        for (int i = 0; i < FILES; i++) {
            assertThat(actual.resolve("f" + i)).hasSameBinaryContentAs(expected.resolve("f" + i));
        }
    }

    @Test
    void anAgentThatIsToldToEndDoesSoSoonAndLeavesNoLock() throws Exception {
        Pod pod = world.pod("web", "data");
        fill(pod, 1, 3 * FILES); // it must not be done before it is told
        Process agent = world.startAgentProcess();
        PodVolumeBackup backup = world.backUp(pod, "data", "b1");
        KillPoint.RESTIC_RUNS.await(sight(backup, "backup", () -> false));
        agent.destroy();
        assertThat(agent.waitFor()).isZero();
        assertThat(world.restic("list", "locks", "--no-lock")).isEmpty();
        assertThat(PodVolumePhase.of(world.now(backup).getStatus()))
                .isEqualTo(PodVolumePhase.IN_PROGRESS); // for the next one
    }
}
