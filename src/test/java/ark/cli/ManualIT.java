package ark.cli;

import static org.awaitility.Awaitility.await;

import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.ManualPage;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import ark.testing.Reader;
import ark.testing.UserShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of the manual, typed word by word.
@MinioTest
class ManualIT {
    @TempDir private static Path folder;
    private static KubernetesCluster cluster;
    private static LocalServer server;
    private static UserShell shell;

    @BeforeAll
    static void start() {
        cluster = KubernetesCluster.start(List.of()); // the pages' namespaces are theirs
        server = LocalServer.start(cluster.kubeconfig(), "velero", folder.resolve("bucket"));
        shell = new UserShell(folder, cluster, "velero");
        type("kubectl create namespace shop");
        type("kubectl -n shop create configmap nginx --from-literal=a=b");
        type("kubectl -n shop label configmap nginx app=nginx");
        type("kubectl -n shop run redis-0 --image=localhost/busybox:1"); // stays pending
    }

    @AfterAll
    static void stop() {
        server.close();
        cluster.close();
    }

    private static void type(String command) {
        UserShell.Result result = shell.bash(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(command + " " + result);
        }
    }

    private static void awaitLocation(String name) {
        await(name)
                .atMost(LocalServer.patience())
                .until(
                        () ->
                                shell.run("ark", "backup-location", "get", name)
                                        .out()
                                        .contains(" Available "));
    }

    @BeforeEach
    void aFolderIsTheDefaultLocation() {
        forgetDefault();
        type(
                "ark backup-location create default --provider filesystem --bucket bucket --default"
                        + " --config path="
                        + folder);
        awaitLocation("default");
    }

    @Test
    void backups() {
        new Reader(shell).reads(ManualPage.read("docs/user/backup.md"));
    }

    @Test
    void restores() {
        type("ark backup create nginx-backup --selector app=nginx --wait");
        new Reader(shell)
                .replacing("nginx-backup-20261121163407", ManualIT::newestRestore)
                .before(
                        "ark restore create --from-backup shop",
                        () ->
                                type(
                                        "ark backup get shop"
                                                + " || ark backup create shop"
                                                + " --include-namespaces shop --wait"))
                .reads(ManualPage.read("docs/user/restore.md"));
    }

    @Test
    void schedules() {
        new Reader(shell).reads(ManualPage.read("docs/user/schedules.md"));
    }

    @Test
    void retention() {
        type("ark backup create shop-1 --include-namespaces shop --wait");
        type("ark backup create shop-2 --include-namespaces shop --wait");
        new Reader(shell)
                .replacing("ark backup delete shop-1", "yes | ark backup delete shop-1")
                .reads(ManualPage.read("docs/user/retention.md"));
        await().atMost(LocalServer.patience())
                .until(() -> !shell.bash("ark backup get").out().contains("shop-"));
    }

    private static String newestRestore() {
        return shell.bash("ark restore get | tail -1 | cut -d ' ' -f 1").out().strip();
    }

    @Test
    void locations(MinioServer minio) throws IOException {
        minio.createBucket("backups");
        Files.writeString(folder.resolve("credentials"), minio.credentialsFile());
        Files.createDirectories(folder.resolve("volume"));
        type(
                "kubectl -n velero create secret generic cloud-credentials --from-file=cloud=./credentials");
        forgetDefault();
        // In place of Amazon's address:
        String here = ",s3ForcePathStyle=true,s3Url=" + minio.endpoint();
        String yaml =
                "region: %s\n    s3ForcePathStyle: 'true'\n    s3Url: %s"
                        .formatted(minio.region(), minio.endpoint());
        new Reader(shell)
                .replacing("region: eu-west-1", yaml)
                .replacing("region=eu-west-1", "region=" + minio.region() + here)
                .replacing("region=minio", "region=" + minio.region())
                .replacing("http://minio.velero.svc:9000", minio.endpoint().toString())
                .replacing("/backups", folder.resolve("volume").toString())
                .before("ark backup-location create", ManualIT::forgetDefault)
                .before("kubectl -n velero get backup", () -> awaitLocation("default"))
                .reads(ManualPage.read("docs/user/locations.md"));
    }

    private static void forgetDefault() {
        type("ark backup-location delete default --confirm || true");
    }
}
