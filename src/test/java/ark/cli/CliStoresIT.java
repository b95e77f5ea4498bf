package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.cli.Shell.Result;
import ark.server.LocalServer;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.MinioServer;
import ark.testing.MinioTest;
import ark.testing.TestSecret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of backups through signed addresses: those of the server's listener, and those of an S3
/// store.
@KubernetesTest
@MinioTest
class CliStoresIT {
    private static final String NAMESPACE = "cli-stores-it";

    @TempDir private static Path folder;
    private static LocalServer server;
    private static KubernetesClient client;
    private static RealShell shell;
    private static MinioServer minio;
    private static String bucket;

    @BeforeAll
    static void start(KubernetesCluster cluster, MinioServer store) {
        client = cluster.client();
        minio = store;
        bucket = store.createBucket();
        server = LocalServer.start(cluster.kubeconfig(), NAMESPACE, folder.resolve("bucket"));
        shell = new RealShell(folder, cluster.kubeconfig(), NAMESPACE);
        TestSecret.put(client, NAMESPACE, "minio", TestSecret.CLOUD, store.credentialsFile());
        shell.done(
                "backup-location",
                "create",
                "s3",
                "--provider",
                "aws",
                "--bucket",
                bucket,
                "--prefix",
                "prod",
                "--credential=minio=cloud",
                "--config",
                "region=" + store.region() + ",s3ForcePathStyle=true,s3Url=" + store.endpoint());
        for (String location : List.of("default", "s3")) {
            await().atMost(LocalServer.patience())
                    .until(
                            () ->
                                    shell.done("backup-location", "get", location)
                                            .contains(" Available "));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        client.namespaces().withName(NAMESPACE).delete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "s3"})
    void filesArriveFromEveryStore(String location) throws IOException {
        String name = "files-" + location;
        Result made =
                shell.run(
                        "backup",
                        "create",
                        name,
                        "--storage-location",
                        location,
                        "--wait",
                        "--include-namespaces",
                        "kube-public,gone");
        assertThat(made.exitCode()).isEqualTo(3);
        assertThat(made.err()).contains("Namespace \"gone\" does not exist"); // from the bucket

        assertThat(shell.done("backup", "logs", name))
                .contains("level=error msg=\"Namespace \\\"gone\\\" does not exist\"");
        assertThat(shell.done("backup", "describe", name, "--details"))
                .contains("Phase:  PartiallyFailed (run `ark backup logs " + name + "` for")
                .contains("Errors:\n  Velero:   Namespace \"gone\" does not exist\n")
                .contains("Resource List:\n")
                .contains("v1/Namespace:\n    - kube-public\n")
                .containsPattern("Location: +" + location + "   \\S+   [\\d.]+ Ki?B   expires ");
        shell.done("backup", "download", name);
        assertThat(Files.readAllBytes(folder.resolve(name + "-data.tar.gz")))
                .startsWith(0x1f, 0x8b);

        Result again = shell.run("backup", "download", name);
        assertThat(again.err()).contains("exists already").contains("--force");
        shell.done("backup", "download", name, "--force", "--output", "other.tar.gz");
        assertThat(folder.resolve("other.tar.gz"))
                .hasSameBinaryContentAs(folder.resolve(name + "-data.tar.gz"));

        shell.done("backup", "delete", name, "--confirm");
        await().atMost(LocalServer.patience())
                .until(() -> shell.run("backup", "get", name).exitCode() == 1);
    }

    @Test
    void theLayoutInTheBucketIsWhatOtherToolsLookFor() {
        shell.done(
                "backup",
                "create",
                "layout",
                "--storage-location",
                "s3",
                "--wait",
                "--include-namespaces",
                "kube-public");
        shell.done("restore", "create", "layout-r", "--from-backup", "layout", "--wait");
        List<String> keys =
                minio
                        .client()
                        .listObjectsV2(request -> request.bucket(bucket).prefix("prod/"))
                        .contents()
                        .stream()
                        .map(object -> object.key())
                        .toList();
        assertThat(keys)
                .contains("prod/backups/layout/velero-backup.json")
                .contains("prod/backups/layout/layout.tar.gz")
                .contains("prod/restores/layout-r/restore-layout-r-logs.gz");
        assertThat(shell.done("restore", "logs", "layout-r")).contains("level=info");
    }

    @Test
    void aFileThatIsGoneIsToldAndThePageComesAnyway() throws IOException {
        shell.done("backup", "create", "holes", "--include-namespaces", "kube-public", "--wait");
        Path files = folder.resolve("bucket/backups/holes");
        Files.delete(files.resolve("holes-logs.gz"));
        Files.delete(files.resolve("holes-resource-list.json.gz"));
        assertThat(shell.run("backup", "logs", "holes").err())
                .startsWith("An error occurred: the log of \"holes\" is not in the bucket\n");
        assertThat(shell.done("backup", "describe", "holes", "--details"))
                .contains("Resource List:  <backup resource list not found>\n");
    }
}
