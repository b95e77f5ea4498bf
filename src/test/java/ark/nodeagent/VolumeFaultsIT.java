package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.LongTests;
import ark.testing.MessageTable;
import ark.testing.MinioServer;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong around a volume: store, disk, key, repository; and many volumes at once. A real
/// API server, restic, launcher and MinIO. Needs root.
@KubernetesTest
class VolumeFaultsIT {
    private static final int MIB = 1 << 20;

    /// Restic tries for a quarter of an hour.
    private static final Duration RESTIC_GIVES_UP = Duration.ofMinutes(25);

    private static final MessageTable EXPLAINED = MessageTable.of("docs/user/volumes.md");

    @TempDir private Path folder;

    private AgentWorld world;

    @BeforeEach
    void makeWorld(KubernetesCluster cluster, TestNamespace namespace) throws Exception {
        world = new AgentWorld(cluster, namespace.name(), folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static void write(Path file, int mebibytes) throws IOException {
        byte[] noise = new byte[MIB];
        var random = new SplittableRandom(file.hashCode());
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(noise);
                out.write(noise);
            }
        }
    }

    private Pod pod(int mebibytes) throws IOException {
        Pod pod = world.pod("web", "data");
        for (int i = 0; i < mebibytes; i += 10) {
            write(world.volume(pod, "data").resolve("f" + i), Math.min(10, mebibytes - i));
        }
        return pod;
    }

    private static void assertSame(Path actual, Path expected) throws IOException {
        List<Path> names;
        try (Stream<Path> files = Files.list(expected)) {
            names = files.map(Path::getFileName).toList();
        }
        assertThat(names).isNotEmpty();
        for (Path name : names) {
            // Byte by byte: one of them is larger than an array can be.
            assertThat(Files.mismatch(actual.resolve(name), expected.resolve(name)))
                    .as("first byte of %s that differs", name)
                    .isEqualTo(-1);
        }
    }

    @Test
    void aBucketThatStopsInTheMiddleIsAwaited() throws Exception {
        try (MinioServer minio = MinioServer.start()) {
            world.moveTo(minio);
            world.initRepository();
            Pod pod = pod(100);
            world.startAgent();
            PodVolumeBackup backup = world.backUp(pod, "data", "b1");
            stopInTheMiddle(minio, "backup");
            assertThat(PodVolumePhase.of(world.now(backup).getStatus()))
                    .isNotEqualTo(PodVolumePhase.FAILED);
            minio.restart();
            backup = world.ended(backup);
            assertThat(backup.getStatus().message()).isNull();
            assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
            assertThat(world.restic("check", "--read-data")).contains("no errors were found");

            Pod target = world.waitingPod("restored", "data");
            PodVolumeRestore restore =
                    world.restore(target, "data", backup.getStatus().snapshotID() + "", "");
            stopInTheMiddle(minio, "restore");
            minio.restart();
            restore = world.ended(restore);
            assertThat(restore.getStatus().message()).isNull();
            assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
            assertSame(world.volume(target, "data"), world.volume(pod, "data"));
            if (LongTests.wanted()) {
                aBucketThatStaysAwayFailsTheVolume(minio, pod);
            }
        }
    }

    private void stopInTheMiddle(MinioServer minio, String command) {
        await().atMost(AgentWorld.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !world.restics(command).isEmpty());
        minio.stop();
    }

    private void aBucketThatStaysAwayFailsTheVolume(MinioServer minio, Pod pod) throws Exception {
        write(world.volume(pod, "data").resolve("more"), 100);
        PodVolumeBackup backup = world.backUp(pod, "data", "b2");
        stopInTheMiddle(minio, "backup");
        await().atMost(RESTIC_GIVES_UP)
                .until(
                        () ->
                                PodVolumePhase.of(world.now(backup).getStatus())
                                        != PodVolumePhase.IN_PROGRESS);
        assertThat(world.now(backup).getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
        assertThat(world.now(backup).getStatus().message()).contains("connection refused");
        EXPLAINED.assertExplains(world.now(backup).getStatus().message() + "");
        minio.restart();
        PodVolumeBackup next = world.ended(world.backUp(pod, "data", "b3"));
        assertThat(next.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
    }

    @Test
    void aFullVolumeFailsItsRestoreAndThePodIsToldWhy() throws Exception {
        world.initRepository();
        Pod pod = pod(20);
        world.startAgent();
        PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
        Pod target = world.waitingPod("restored", "data");
        Path volume = world.volume(target, "data");
        try (var _ = new Mounts().tmpfs(volume, "size=8m")) {
            PodVolumeRestore restore =
                    world.ended(
                            world.restore(
                                    target, "data", backup.getStatus().snapshotID() + "", ""));
            assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
            assertThat(restore.getStatus().message()).contains("no space left on device");
            EXPLAINED.assertExplains(restore.getStatus().message() + "");
            Path told = world.volume(target, "ark-restore").resolve("data");
            await().atMost(AgentWorld.PATIENCE)
                    .until(() -> Files.exists(told.resolve("restore-1.failed")));
            assertThat(told.resolve("restore-1.failed")).hasContent(restore.getStatus().message());
            assertThat(told.resolve("restore-1")).doesNotExist();
            assertThat(volume.resolve(".velero")).doesNotExist();
        }
        assertThat(world.restic("list", "locks", "--no-lock")).isEmpty();
        restores(pod, backup);
    }

    /// The same snapshot, where there is room.
    private void restores(Pod pod, PodVolumeBackup backup) throws IOException {
        Pod roomy = world.waitingPod("roomy", "data");
        PodVolumeRestore restore =
                world.ended(world.restore(roomy, "data", backup.getStatus().snapshotID() + "", ""));
        assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertSame(world.volume(roomy, "data"), world.volume(pod, "data"));
    }

    @Test
    void aWrongPasswordNamesTheSecretToCopy() throws Exception {
        world.initRepository();
        Pod pod = pod(1);
        world.startAgent();
        PodVolumeBackup good = world.ended(world.backUp(pod, "data", "b1"));
        world.secret("velero-restic-credentials", "repository-password", "another");
        String backup = failure(world.ended(world.backUp(pod, "data", "b2")));
        Pod target = world.waitingPod("restored", "data");
        PodVolumeRestore restore =
                world.ended(world.restore(target, "data", good.getStatus().snapshotID() + "", ""));
        assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
        for (String message : List.of(backup, restore.getStatus().message() + "")) {
            assertThat(message)
                    .contains("none of the known keys opens it")
                    .contains("copy the Secret \"velero-restic-credentials\"")
                    .doesNotContain("another");
            EXPLAINED.assertExplains(message);
        }
        world.secret("velero-restic-credentials", "repository-password", AgentWorld.PASSWORD);
        restores(pod, good);
    }

    private static String failure(PodVolumeBackup backup) {
        assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
        assertThat(backup.getStatus().snapshotID()).isNull();
        return backup.getStatus().message() + "";
    }

    @Test
    void anAbsentRepositoryIsNotMade() throws Exception {
        Pod pod = pod(1);
        world.startAgent();
        String inAFolder = failure(world.ended(world.backUp(pod, "data", "b1")));
        assertThat(inAFolder).contains("there is no repository there");
        assertThat(world.repository()).doesNotExist();
        EXPLAINED.assertExplains(inAFolder);
        Files.createDirectories(world.repository());
        assertThat(failure(world.ended(world.backUp(pod, "data", "b2")))).contains("no repository");
        assertThat(world.repository()).isEmptyDirectory();
        try (MinioServer minio = MinioServer.start()) {
            world.moveTo(minio);
            String inABucket = failure(world.ended(world.backUp(pod, "data", "b3")));
            assertThat(inABucket).contains("there is no repository there");
            Pod target = world.waitingPod("restored", "data");
            PodVolumeRestore restore = world.ended(world.restore(target, "data", "12345678", ""));
            assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
            assertThat(restore.getStatus().message()).contains("there is no repository there");
        }
    }

    @Test
    void manyVolumesComeBackAndNoMoreAreWorkedOnAtOnceThanWasAsked() throws Exception {
        int count = LongTests.rounds(6, 50);
        world.initRepository();
        String[] volumes = IntStream.range(0, count).mapToObj(i -> "v" + i).toArray(String[]::new);
        Pod pod = world.pod("web", volumes);
        for (String volume : volumes) {
            write(world.volume(pod, volume).resolve("file"), 10);
        }
        write(world.volume(pod, "v3").resolve("large"), LongTests.rounds(64, 2048));
        world.startAgent();
        var backups = new ArrayList<PodVolumeBackup>();
        for (String volume : volumes) {
            backups.add(world.backUp(pod, volume, "b1"));
        }
        awaitTwoAtOnce("backup", () -> backups.stream().allMatch(b -> ended(b)));
        Pod target = world.waitingPod("restored", volumes);
        var restores = new ArrayList<PodVolumeRestore>();
        for (PodVolumeBackup backup : backups) {
            PodVolumeBackup ended = world.now(backup);
            assertThat(ended.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
            String snapshot = ended.getStatus().snapshotID() + "";
            restores.add(world.restore(target, backup.getSpec().volume() + "", snapshot, ""));
        }
        awaitTwoAtOnce("restore", () -> restores.stream().allMatch(r -> ended(r)));
        for (String volume : volumes) {
            assertSame(world.volume(target, volume), world.volume(pod, volume));
        }
        assertThat(restores)
                .allMatch(r -> world.now(r).getStatus().phase() == PodVolumePhase.COMPLETED);
        assertThat(world.restic("list", "locks", "--no-lock")).isEmpty();
    }

    private boolean ended(PodVolumeBackup backup) {
        return PodVolumePhase.of(world.now(backup).getStatus()) == PodVolumePhase.COMPLETED;
    }

    private boolean ended(PodVolumeRestore restore) {
        return PodVolumePhase.of(world.now(restore).getStatus()) == PodVolumePhase.COMPLETED;
    }

    private void awaitTwoAtOnce(String command, java.util.concurrent.Callable<Boolean> ended) {
        await().atMost(AgentWorld.PATIENCE.multipliedBy(LongTests.rounds(1, 10)))
                .until(
                        () -> {
                            assertThat(world.restics(command)).hasSizeLessThanOrEqualTo(2);
                            return ended.call();
                        });
    }
}
