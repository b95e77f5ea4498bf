package ark.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.ArkInstallation;
import ark.testing.ArkInstalled;
import ark.testing.HostileTree;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.UserShell;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes in a bucket that is a folder of the node: what a real Velero left in it, and what goes
/// wrong.
@KubernetesTest(node = true)
@ArkInstalled(store = ArkInstalled.Store.FOLDER)
class VolumesFolderIT {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/velero-1.9.7");
    private static final Path KUBELET = Path.of("/var/lib/kubelet/pods");

    @TempDir private static Path folder;
    private static KubernetesCluster cluster;
    private static ArkInstallation ark;
    private static UserShell shell;

    @BeforeAll
    static void install(KubernetesCluster kubernetes, ArkInstallation installation)
            throws IOException {
        cluster = kubernetes;
        ark = installation;
        shell = new UserShell(folder, cluster, ArkInstallation.NAMESPACE);
        copy(FIXTURE.resolve("bucket"), ark.bucketFolder());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void whatARealVeleroStoredOfVolumesComesBack() throws IOException {
        await("sync")
                .atMost(Duration.ofMinutes(2))
                .until(() -> succeeds("ark backup get").out().contains("b1"));
        Path disk = Files.createDirectories(folder.resolve("redis-0"));
        String volume =
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: spare}
                spec:
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 1Gi}
                  persistentVolumeReclaimPolicy: Retain
                  local: {path: DISK}
                  nodeAffinity:
                    required:
                      nodeSelectorTerms:
                      - matchExpressions:
                        - {key: kubernetes.io/hostname, operator: In, values: [node1]}
                """
                        .replace("DISK", disk.toString());
        Files.writeString(folder.resolve("spare.yaml"), volume);
        succeeds("kubectl apply -f spare.yaml");
        try {
            UserShell.Result restored =
                    shell.run("ark", "restore", "create", "r1", "--from-backup=b1", "-w");
            assertThat(restored.exitCode())
                    .as(
                            restored.out()
                                    + shell.run("ark", "restore", "describe", "r1").out()
                                    + ark.state())
                    .isZero();
            assertThat(FixtureListing.comparable(HostileTree.describe(disk)))
                    .isEqualTo(expected("b1-redis-0-data"));
            assertThat(
                            FixtureListing.comparable(
                                    HostileTree.describe(emptyDir("scratch", "files"))))
                    .isEqualTo(expected("b1-scratch-files"));
            assertThat(
                            FixtureListing.comparable(
                                    HostileTree.describe(emptyDir("redis-0", "cache"))))
                    .isEqualTo(expected("b1-redis-0-cache"));
            assertThat(succeeds("ark restic repo get").out()).contains("Ready");
        } finally {
            cluster.kubectl("delete", "namespace", "guestbook", "--timeout=50s");
            cluster.kubectl("delete", "pv", "spare");
        }
    }

    private static List<String> expected(String volume) throws IOException {
        return new FixtureListing(FIXTURE.resolve("expected").resolve(volume + ".json")).lines();
    }

    private static Path emptyDir(String pod, String volume) {
        Pod found =
                cluster.client()
                        .pods()
                        .inNamespace("guestbook")
                        .withName(pod)
                        .waitUntilReady(60, TimeUnit.SECONDS);
        return KUBELET.resolve(found.getMetadata().getUid())
                .resolve("volumes/kubernetes.io~empty-dir")
                .resolve(volume);
    }

    private static UserShell.Result succeeds(String command) {
        UserShell.Result result = shell.bash(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    command + "\n" + result.out() + result.err() + "\n" + ark.state());
        }
        return result;
    }
}
