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
    /// Buckets are looked into once a minute.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

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
        Path disk = spareDisk("spare");
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
        assertThat(FixtureListing.comparable(HostileTree.describe(emptyDir("scratch", "files"))))
                .isEqualTo(expected("b1-scratch-files"));
        assertThat(FixtureListing.comparable(HostileTree.describe(emptyDir("redis-0", "cache"))))
                .isEqualTo(expected("b1-redis-0-cache"));
        assertThat(succeeds("ark restic repo get").out()).contains("Ready");
        succeeds("kubectl delete namespace guestbook --wait=false");
    }

    @Test
    void onADiskThatIsTooSmallThePodDoesNotStartAndSaysWhy() throws IOException {
        spareDisk("small");
        succeeds("mount -t tmpfs -o size=1m tmpfs small");
        try {
            UserShell.Result restored =
                    shell.run(
                            "ark",
                            "restore",
                            "create",
                            "r2",
                            "--from-backup=b1",
                            "--namespace-mappings=guestbook:small",
                            "-w");
            assertThat(restored.exitCode()).as(restored.out() + ark.state()).isEqualTo(3);
            assertThat(succeeds("ark restore describe r2 --details").out())
                    .contains("small/redis-0/data")
                    .contains("no space left on device");
            await("the init container's last words")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(redis("initContainerStatuses[*]"))
                                            .contains("volume data was not restored")
                                            .contains("no space left on device"));
            assertThat(redis("containerStatuses[*].started")).doesNotContain("true");
            assertThat(redis("phase")).isEqualTo("Pending");
        } finally {
            succeeds("kubectl delete namespace small --wait=false --ignore-not-found");
            succeeds("umount --lazy small");
        }
    }

    private static String redis(String status) {
        return succeeds("kubectl -n small get pod redis-0 -o 'jsonpath={.status." + status + "}'")
                .out();
    }

    /// A volume that the application's claim finds, on a folder of the node; the backup is there.
    private static Path spareDisk(String name) throws IOException {
        await("sync").atMost(PATIENCE).until(() -> succeeds("ark backup get").out().contains("b1"));
        Path disk = Files.createDirectories(folder.resolve(name));
        String volume =
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: NAME}
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
                        .replace("NAME", name)
                        .replace("DISK", disk.toString());
        apply(name, volume);
        return disk;
    }

    private static void apply(String name, String manifest) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), manifest);
        succeeds("kubectl apply -f " + name + ".yaml");
    }

    @Test
    void everyEntryOfAVolumeComesBackAndANodeWithoutItsAgentIsNamed() throws IOException {
        var ledger = new Ledger(cluster, "ledger-folder");
        ledger.deploy();
        HostileTree.make(ledger.folder("data"));
        List<String> before = HostileTree.describe(ledger.folder("data"));
        succeeds("ark backup create ledger --include-namespaces ledger-folder --wait");

        patchAgents(
                "{'op':'add','path':'/spec/template/spec/nodeSelector','value':{'no':'where'}}");
        succeeds("kubectl -n velero wait pod -l name=restic --for=delete --timeout=120s");
        aBackupWithoutAnAgentSaysSoAndFailsInTime();
        patchAgents("{'op':'remove','path':'/spec/template/spec/nodeSelector'}");

        ledger.lose();
        succeeds("ark restore create again --from-backup ledger --wait");
        ledger.awaitReady();
        assertThat(HostileTree.describe(ledger.folder("data"))).isEqualTo(HostileTree.kept(before));
        succeeds("kubectl delete namespace ledger-folder --wait=false");
    }

    private static void aBackupWithoutAnAgentSaysSoAndFailsInTime() throws IOException {
        apply(
                "alone",
                """
                apiVersion: velero.io/v1
                kind: Backup
                metadata:
                  name: alone
                  namespace: velero
                  annotations: {velero.io/pod-volume-timeout: 15s}
                spec: {includedNamespaces: [ledger-folder]}
                """);
        String missing = "no node agent runs on node node1";
        await("said")
                .atMost(PATIENCE)
                .until(() -> volumes("alone", "{.items[*].status.message}").contains(missing));
        await("the end of the backup")
                .atMost(PATIENCE)
                .until(() -> succeeds("ark backup get alone").out().contains("PartiallyFailed"));
        assertThat(succeeds("ark backup describe alone --details").out())
                .contains("ledger-folder/ledger-0/data")
                .contains("timed out waiting for all PodVolumeBackups to complete: " + missing);
    }

    private static void patchAgents(String operation) {
        succeeds(
                "kubectl -n velero patch daemonset restic --type=json -p '[%s]'"
                        .formatted(operation.replace("'", "\"")));
    }

    private static String volumes(String backup, String path) {
        return succeeds(
                        "kubectl -n velero get podvolumebackups -l velero.io/backup-name=%s"
                                        .formatted(backup)
                                + " -o 'jsonpath=%s'".formatted(path))
                .out();
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
                        .waitUntilReady(3, TimeUnit.MINUTES);
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
