package ark.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.Annotations;
import ark.api.v1.PodVolumeBackup;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.PodVolumeRestore;
import ark.api.v1.VolumeProgress;
import ark.lease.LeaseInCluster;
import ark.lease.Leases;
import ark.operation.Pause;
import ark.restic.store.RepositoryAddress;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes of a node, from request to end: a real API server, restic and launcher. Needs root.
@KubernetesTest
class NodeAgentIT {
    @TempDir private Path folder;

    private AgentWorld world;

    @BeforeEach
    void makeWorld(KubernetesCluster cluster, TestNamespace namespace) throws Exception {
        world = new AgentWorld(cluster, namespace.name(), folder);
        world.initRepository();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatIsBackedUpComesBack() throws Exception {
        Pod pod = world.pod("web", "data");
        Path volume = world.volume(pod, "data");
        Files.writeString(Files.createDirectory(volume.resolve("d")).resolve("f"), "hello");
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwx---"));
        world.startAgent();

        PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
        assertThat(backup.getStatus().message()).isNull();
        assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        String snapshot = String.valueOf(backup.getStatus().snapshotID());
        assertThat(snapshot).matches("[0-9a-f]{8}");
        assertThat(backup.getStatus().progress()).isEqualTo(new VolumeProgress(5L, 5L));
        assertThat(backup.getMetadata().getAnnotations())
                .containsEntry(Annotations.VOLUME_ROOT, "{\"mode\":\"770\",\"uid\":0,\"gid\":0}");
        assertThat(world.restic("snapshots", "--json"))
                .contains("\"hostname\":\"velero\"", "\"paths\":[\"/v\"]", "\"backup=b1\"");

        Pod restored = world.waitingPod("restored", "data");
        PodVolumeRestore restore =
                world.ended(
                        world.restore(
                                restored,
                                "data",
                                snapshot,
                                "annotations: {ark.dev/volume-root: '%s'},"
                                        .formatted(
                                                backup.getMetadata()
                                                        .getAnnotations()
                                                        .get(Annotations.VOLUME_ROOT))));
        assertThat(restore.getStatus().message()).isNull();
        assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(restore.getStatus().node()).isEqualTo(world.node);
        Path target = world.volume(restored, "data");
        assertThat(target.resolve("d/f")).hasContent("hello");
        assertThat(target.resolve(".velero/restore-1")).exists();
        assertThat(Files.getPosixFilePermissions(target))
                .isEqualTo(PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(world.volume(restored, "ark-restore").resolve("data/restore-1")).exists();

        world.setWaiting(restored, "terminated: {exitCode: 0}");
        await().atMost(AgentWorld.PATIENCE).until(() -> !Files.exists(target.resolve(".velero")));
        await().atMost(AgentWorld.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(world.now(restore).getMetadata().getAnnotations())
                                        .containsEntry(Annotations.DONE_FILE, "removed"));
    }

    @Test
    void aRepositoryThatIsBeingPrunedIsAwaited() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "hello");
        world.startAgent();
        var leases =
                new Leases(
                        name ->
                                new LeaseInCluster(
                                        world.client, world.namespace, name, Instant::now),
                        "prune",
                        Pause.REAL);
        String lease = new RepositoryAddress(world.repository().toString()).leaseName();
        PodVolumeBackup backup =
                leases.holding(
                        lease,
                        AgentWorld.PATIENCE,
                        () -> {
                            PodVolumeBackup asked = world.backUp(pod, "data", "b1");
                            await().atMost(AgentWorld.PATIENCE)
                                    .during(Duration.ofSeconds(2))
                                    .until(() -> waits(asked));
                            return asked;
                        });
        assertThat(world.ended(backup).getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
    }

    private boolean waits(PodVolumeBackup backup) {
        return PodVolumePhase.of(world.now(backup).getStatus()) == PodVolumePhase.IN_PROGRESS
                && world.restics("backup").isEmpty();
    }

    @Test
    void anEmptyVolumeHasNoSnapshot() throws Exception {
        Pod pod = world.pod("web", "data");
        world.startAgent();
        PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
        assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(backup.getStatus().snapshotID()).isNull();
        assertThat(backup.getStatus().message())
                .isEqualTo("volume was empty so no snapshot was taken");
    }

    @Test
    void aFailedRestoreTellsThePodWhy() throws Exception {
        Pod pod = world.waitingPod("restored", "data");
        world.startAgent();
        PodVolumeRestore restore = world.ended(world.restore(pod, "data", "12345678", ""));
        assertThat(restore.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
        assertThat(restore.getStatus().message()).contains("12345678").doesNotContain("/v");
        Path failed = world.volume(pod, "ark-restore").resolve("data/restore-1.failed");
        await().atMost(AgentWorld.PATIENCE).until(() -> Files.exists(failed));
        assertThat(failed).hasContent(restore.getStatus().message());
        assertThat(world.volume(pod, "data").resolve(".velero")).doesNotExist();
    }

    @Test
    void aMountInAVolumeIsLeftOutAndNamed() throws Exception {
        Pod pod = world.pod("web", "data");
        Path volume = world.volume(pod, "data");
        Files.writeString(volume.resolve("own"), "own");
        Path below = Files.createDirectory(volume.resolve("below"));
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("secret"), "not yours");
        world.startAgent();
        try (var _ = new Mounts().bind(other, below)) {
            PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
            assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
            assertThat(backup.getStatus().snapshotID()).matches("[0-9a-f]{8}");
            assertThat(backup.getStatus().message())
                    .isEqualTo(
                            "partial: 1 folders left out, which are mounts or other devices:"
                                    + " below");
        }
        assertThat(world.restic("ls", "latest")).contains("/own").doesNotContain("secret");
    }

    @Test
    void nothingOfASecretStaysInTheScratchFolder() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "x");
        world.startAgent();
        world.ended(world.backUp(pod, "data", "b1"));
        try (Stream<Path> left = Files.walk(world.settings().places().runs())) {
            assertThat(left.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(file).hasFileName("lock").isEmptyFile());
        }
    }

    @Test
    void filesThatCannotBeReadMakeABackupPartial() throws Exception {
        Pod pod = world.pod("web", "data");
        world.startAgent();
        // A file of sysfs that can only be written: not even root reads it.
        try (var _ = new Mounts().bind(Path.of("/sys/bus/cpu"), world.volume(pod, "data"))) {
            PodVolumeBackup backup = world.ended(world.backUp(pod, "data", "b1"));
            assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
            assertThat(backup.getStatus().snapshotID()).matches("[0-9a-f]{8}");
            assertThat(backup.getStatus().message())
                    .matches("partial: \\d files unreadable: [a-z_/]+: permission denied");
        }
    }

    @Test
    void theNextBackupReadsOnlyWhatChanged() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "hello");
        world.startAgent();
        PodVolumeBackup first = world.ended(world.backUp(pod, "data", "b1"));
        Files.writeString(world.volume(pod, "data").resolve("g"), "world");
        world.ended(world.backUp(pod, "data", "b2"));
        assertThat(world.restic("snapshots", "--json", "--tag=backup=b2"))
                .contains("\"parent\":\"" + first.getStatus().snapshotID())
                .contains("\"files_unmodified\":1");
    }

    @Test
    void aNewAgentFinishesWhatTheLastOneLeft() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "hello");
        PodVolumeBackup left = world.backUp(pod, "data", "b1");
        world.leave(left, 1);
        world.startAgent();
        PodVolumeBackup backup = world.ended(left);
        assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(backup.getMetadata().getAnnotations()).containsEntry(Annotations.ATTEMPT, "2");
    }

    @Test
    void aSnapshotThatNobodyKnowsOfIsReplaced() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "hello");
        PodVolumeBackup left = world.backUp(pod, "data", "b1");
        world.leave(left, 1);
        var tags = String.join(",", world.tags(left));
        world.restic("backup", "--host=velero", "--tag=" + tags, world.volume(pod, "data") + "");
        world.startAgent();
        PodVolumeBackup backup = world.ended(left);
        assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.COMPLETED);
        assertThat(world.restic("snapshots", "--json"))
                .containsOnlyOnce("\"short_id\"")
                .contains("\"short_id\":\"" + backup.getStatus().snapshotID());
    }

    @Test
    void workAtWhichAgentsEndIsGivenUp() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "hello");
        PodVolumeBackup left = world.backUp(pod, "data", "b1");
        world.leave(left, 3);
        world.startAgent();
        PodVolumeBackup backup = world.ended(left);
        assertThat(backup.getStatus().phase()).isEqualTo(PodVolumePhase.FAILED);
        assertThat(backup.getStatus().message()).contains("ended 3 times while it worked on it");
    }

    @Test
    void aPodThatIsGoneFailsItsBackup() throws Exception {
        Pod pod = world.pod("web", "data");
        world.client.resource(pod).withGracePeriod(0).delete();
        PodVolumeBackup left = world.backUp(pod, "data", "b1");
        world.startAgent();
        assertThat(world.ended(left).getStatus().message()).contains("was deleted");
    }

    @Test
    void whatIsCanceledIsNotBegun() throws Exception {
        Pod pod = world.pod("web", "data");
        Files.writeString(world.volume(pod, "data").resolve("f"), "hello");
        PodVolumeBackup backup = world.backUp(pod, "data", "b1");
        world.patch(backup, "{\"spec\": {\"cancel\": true}}");
        world.startAgent();
        assertThat(world.ended(backup).getStatus().phase()).isEqualTo(PodVolumePhase.CANCELED);
    }

    @Test
    void aDeletedBackupStopsItsRestic() throws Exception {
        Pod pod = world.pod("web", "data");
        byte[] noise = new byte[64 << 20];
        new java.util.Random(1).nextBytes(noise);
        for (int i = 0; i < 8; i++) {
            noise[0] = (byte) i;
            Files.write(world.volume(pod, "data").resolve("f" + i), noise);
        }
        world.startAgent();
        PodVolumeBackup backup = world.backUp(pod, "data", "b1");
        await().atMost(AgentWorld.PATIENCE).until(() -> world.restics() > 0);
        world.client.resource(backup).delete();
        await().atMost(AgentWorld.PATIENCE).until(() -> world.restics() == 0);
        try (Stream<Path> locks = Files.list(world.repository().resolve("locks"))) {
            assertThat(locks).isEmpty();
        }
    }

    @Test
    void doesNotTouchVolumesOfOtherNodes() throws Exception {
        Pod pod = world.pod("web", "data");
        PodVolumeBackup elsewhere = world.backupOf(pod, "data", "b1");
        elsewhere = world.create(world.onNode(elsewhere, "another-node"));
        world.startAgent();
        world.ended(world.backUp(pod, "data", "b2"));
        assertThat(PodVolumePhase.of(world.now(elsewhere).getStatus()))
                .isEqualTo(PodVolumePhase.NEW);
    }
}
