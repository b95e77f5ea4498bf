package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.server.LocalServer;
import ark.testing.ArkImage;
import ark.testing.ArkInstalled;
import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.ManualPage;
import ark.testing.MinioServer;
import ark.testing.Reader;
import ark.testing.UserShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The pages of the manual that need Ark as pods, typed word by word: installed as the first page
/// says, used as the others say, and uninstalled.
@KubernetesTest(node = true)
@ArkInstalled
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstalledManualIT {
    private static final String BUCKET = "backups";

    @TempDir private static Path folder;
    private static ArkImage image;
    private static MinioServer minio;
    private static UserShell shell;

    @BeforeAll
    static void start(KubernetesCluster cluster, ArkImage loaded) throws IOException {
        image = loaded;
        minio = MinioServer.startForPods();
        minio.createBucket(BUCKET);
        shell = new UserShell(folder, cluster, "velero");
        Files.writeString(folder.resolve("credentials"), minio.credentialsFile());
        Files.writeString(folder.resolve("minio.yaml"), service(minio));
        type("kubectl create namespace minio && kubectl apply -f minio.yaml");
    }

    /// The address that the page gives to MinIO.
    private static String service(MinioServer server) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: minio, namespace: minio}
        spec: {ports: [{port: 9000, targetPort: %d}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: minio-1, namespace: minio, labels: {kubernetes.io/service-name: minio}}
        addressType: IPv4
        ports: [{port: %d}]
        endpoints: [{addresses: [%s]}]
        """
                .formatted(
                        server.endpoint().getPort(),
                        server.endpoint().getPort(),
                        server.endpoint().getHost());
    }

    @AfterAll
    static void stop() {
        type("kubectl delete namespace foo shop nginx-example minio velero --ignore-not-found");
        minio.close();
    }

    private static String type(String command) {
        UserShell.Result result = shell.bash(command);
        assertThat(result.exitCode()).as(command + " " + result).isZero();
        return result.out();
    }

    private static Reader reader() {
        return new Reader(shell);
    }

    private static void awaitLocation() {
        await("location")
                .atMost(LocalServer.patience())
                .until(() -> type("ark backup-location get").contains(" Available "));
    }

    private static ManualPage part(ManualPage page, int from, int to) {
        return new ManualPage(page.title(), page.blocks().subList(from, to));
    }

    /// The page on installing, and where in it the bucket ends.
    private static ManualPage installation() {
        ManualPage page = ManualPage.read("docs/user/install.md");
        assertThat(page.blocks()).hasSize(6);
        return page;
    }

    private static Reader installer() {
        return reader().replacing(
                        "ark install --provider", // the page's is of another build
                        "ark install --image=" + image.name() + " --provider");
    }

    @Test
    @Order(1)
    void installingWithABucket() {
        String outside = ",publicUrl=" + minio.endpoint(); // this machine is not in the cluster
        installer()
                .skipping("mvn package", "the image is loaded already")
                .skipping("dev/image/build", "likewise")
                .replacing("region=minio", "region=" + minio.region())
                .replacing("svc:9000", "svc:9000" + outside)
                .reads(part(installation(), 0, 2));
        awaitLocation();
    }

    @Test
    @Order(2)
    void volumes() {
        reader().replacing("image: busybox", "image: localhost/busybox:1")
                .reads(ManualPage.read("docs/user/volumes.md"));
        assertThat(type("ark backup describe foo-1"))
                .contains("foo/sample/pvc-volume")
                .contains("foo/sample/emptydir-volume")
                .doesNotContain("FAILED");
        assertThat(type("kubectl -n velero get podvolumerestores")).contains("Completed");
    }

    @Test
    @Order(3)
    void repositories() {
        type("kubectl create namespace shop");
        String key = password();
        reader().replacing("NAME", () -> type("ark repo get | tail -1 | cut -d ' ' -f 1").strip())
                .before(
                        "kubectl -n velero apply", // as in a cluster that has none
                        () -> type("kubectl -n velero delete secret velero-restic-credentials"))
                .reads(ManualPage.read("docs/user/repositories.md"));
        assertThat(password()).isEqualTo(key).isNotEmpty();
        assertThat(type("kubectl -n shop get secret")).contains("ark-restic-credentials");
    }

    private static String password() {
        return type(
                "kubectl -n velero get secret velero-restic-credentials"
                        + " -o jsonpath='{.data.repository-password}'");
    }

    /// What `./demo` shows once the cluster is there; setting up is tried by every run of the
    /// tests.
    @Test
    @Order(4)
    void theDemo() {
        String told = type("ARK_DEMO_KUBECONFIG=$KUBECONFIG " + Path.of("demo").toAbsolutePath());
        assertThat(told)
                .contains("2 pods serve \"Hello from nginx-example\"")
                .contains("$ ark backup create nginx-backup --selector app=nginx --wait")
                .contains("no longer answers")
                .contains("says \"Hello from nginx-example\" again")
                .contains("the volume holds \"I was here\" and 40 photos again");
        type("kubectl delete namespace nginx-example --wait=false");
    }

    @Test
    @Order(5)
    void installingWithAFolderAndUninstalling() throws IOException {
        Path bucket = Files.createDirectories(folder.resolve("nfs")).resolve(BUCKET);
        installer()
                .before("ark install --provider", () -> type("ark uninstall --force"))
                .replacing("/mnt/nfs/ark", folder.resolve("nfs").toString())
                .skipping("oc adm", "this is no OpenShift")
                .before("kubectl -n velero get secret", () -> backUpInto(bucket))
                .before("ark install --crds-only", InstalledManualIT::nothingIsLeft)
                .reads(part(installation(), 2, 6));
        assertThat(Files.readString(folder.resolve("velero-restic-credentials.yaml")))
                .contains("repository-password: " + password());
    }

    private static void backUpInto(Path bucket) {
        awaitLocation();
        assertThat(type("ark backup create foo-2 --include-namespaces foo --wait"))
                .contains("Completed");
        assertThat(bucket.resolve("backups/foo-2/velero-backup.json")).isRegularFile();
        assertThat(bucket.resolve("restic/foo/config")).isRegularFile();
        assertThat(type("ark backup logs foo-2")).contains("level=info");
    }

    private static void nothingIsLeft() {
        String kinds = "namespace,clusterrole,clusterrolebinding,crd";
        assertThat(type("kubectl get " + kinds + " --selector=component=velero -oname")).isEmpty();
        assertThat(type("kubectl get namespace -oname")).doesNotContain("velero");
    }
}
