package ark.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ark.testing.ArkInstallation;
import ark.testing.ArkInstalled;
import ark.testing.HostileTree;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.MinioServer;
import ark.testing.ResticProgram;
import ark.testing.UserShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes of a stateful application, lost and brought back by the installed product.
@KubernetesTest(node = true)
@ArkInstalled
class VolumesMinioIT {
    @TempDir private static Path folder;
    private static KubernetesCluster cluster;
    private static MinioServer minio;
    private static ArkInstallation ark;
    private static UserShell shell;

    @BeforeAll
    static void install(KubernetesCluster kubernetes, ArkInstallation installation) {
        cluster = kubernetes;
        ark = installation;
        minio = ark.minio();
        shell = new UserShell(folder, cluster, ArkInstallation.NAMESPACE);
    }

    @Test
    void everyEntryOfAVolumeComesBackAsItWas() throws IOException {
        var ledger = new Ledger(cluster, "ledger-minio");
        ledger.deploy();
        HostileTree.make(ledger.folder("data"));
        Files.writeString(ledger.folder("scratch").resolve("note"), "in an emptyDir");
        List<String> before = HostileTree.describe(ledger.folder("data"));
        assertThat(before).hasSizeGreaterThan(400);

        succeeds("ark backup create ledger --include-namespaces ledger-minio --wait");
        aPlainResticReads(before);
        ledger.lose();
        succeeds("ark restore create again --from-backup ledger --wait");
        ledger.awaitReady();

        assertThat(HostileTree.describe(ledger.folder("data"))).isEqualTo(HostileTree.kept(before));
        assertThat(ledger.folder("scratch").resolve("note")).hasContent("in an emptyDir");
        String page = succeeds("ark restore describe again --details").out();
        assertThat(page).contains("ledger-minio/ledger-0").doesNotContain("FAILED");
        String backup = succeeds("ark backup describe ledger --details").out();
        assertThat(backup).contains("ledger-minio/ledger-0/data").contains("stored");
        cluster.kubectl("delete", "namespace", "ledger-minio", "--wait=false");
    }

    /// Nothing of Ark is needed to get at the files.
    private static void aPlainResticReads(List<String> before) throws IOException {
        Path into = Files.createTempDirectory(folder, "plain");
        String restic =
                "kubectl -n $VELERO_NAMESPACE get secret velero-restic-credentials"
                        + " -o 'jsonpath={.data.repository-password}' | base64 -d >password &&"
                        + " export RESTIC_PASSWORD_FILE=password AWS_ACCESS_KEY_ID="
                        + minio.accessKey()
                        + " AWS_SECRET_ACCESS_KEY="
                        + minio.secretKey()
                        + " RESTIC_REPOSITORY=s3:"
                        + minio.endpoint()
                        + "/"
                        + ark.bucket()
                        + "/restic/ledger-minio && "
                        + ResticProgram.path()
                        + " ";
        succeeds(restic + "check --read-data");
        succeeds(restic + "restore --tag volume=data latest --target " + into);
        assertThat(HostileTree.describe(into).stream().skip(1))
                .isEqualTo(HostileTree.kept(before).stream().skip(1).toList());
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
