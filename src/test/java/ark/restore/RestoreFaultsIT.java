package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.RestorePhase;
import ark.api.v1.RestoreStatus;
import ark.archive.ArchiveWriter;
import ark.archive.Compression;
import ark.item.Item;
import ark.objectstore.MemoryObjectStore;
import ark.restore.action.Yaml;
import ark.testing.KubernetesCluster;
import ark.testing.RefusingWebhook;
import ark.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a real API server has against a restore: nothing but the refused object is missing, and it
/// is named.
class RestoreFaultsIT {
    private static final int OBJECTS = 400;

    @TempDir private static Path scratch;
    private static MemoryObjectStore bucket;
    private static KubernetesCluster kubernetes;
    private static RealRestores restores;

    @BeforeAll
    static void start() {
        bucket = new MemoryObjectStore();
        kubernetes = KubernetesCluster.start(List.of());
        restores =
                new RealRestores(
                        kubernetes,
                        bucket,
                        scratch,
                        new RestoreSettings.Waits(
                                Duration.ofSeconds(3),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1)));
        restores.create(
                "backupstoragelocations.velero.io",
                """
                metadata: {name: default, namespace: velero}
                spec: {provider: filesystem, objectStorage: {bucket: b}}
                """);
        restores.create(
                "backups.velero.io",
                """
                metadata: {name: b1, namespace: velero}
                spec: {storageLocation: default}
                status: {phase: Completed}
                """);
        archive();
    }

    @AfterAll
    static void stop() {
        kubernetes.close();
    }

    private static void archive() {
        var out = new ByteArrayOutputStream();
        try (var archive =
                new ArchiveWriter(out, InstantSource.system().instant(), new Compression(1, 1))) {
            for (int i = 0; i < OBJECTS; i++) {
                Item map =
                        Yaml.item(
                                "configmaps",
                                """
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: c%d, namespace: shop}
                                data: {number: "%d"}
                                """
                                        .formatted(i, i));
                archive.add(map.key(), "v1", true, map.bytes());
            }
            archive.finish();
        }
        bucket.put("backups/b1/velero-backup.json", "{}");
        bucket.put("backups/b1/b1.tar.gz", out.toByteArray());
    }

    private static RestoreStatus restore(String name, String target) throws InterruptedException {
        return restores.run(
                name, "{backupName: b1, namespaceMapping: {shop: %s}}".formatted(target));
    }

    private static long mapsIn(String namespace) {
        return kubernetes.client().configMaps().inNamespace(namespace).list().getItems().stream()
                .filter(map -> map.getMetadata().getName().startsWith("c"))
                .count();
    }

    @Test
    void anObjectThatAWebhookRefusesIsNamedWithItsWords() throws Exception {
        try (var webhook =
                new RefusingWebhook(TestCertificate.in(scratch), "c7", "seven is taken")) {
            kubernetes.apply(webhook.configuration("refusing"));
            try {
                awaitRefusal();
                RestoreStatus status = restore("webhook", "refused");
                assertThat(status.phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
                assertThat(status.errors()).isEqualTo(1);
            } finally {
                kubernetes.kubectl("delete", "validatingwebhookconfiguration", "refusing");
            }
        }
        assertThat(restores.results("webhook").errors().namespaces().get("refused"))
                .containsExactly(
                        "error restoring configmaps/refused/c7: admission webhook"
                                + " \"names.example.dev\" denied the request: seven is taken");
        assertThat(mapsIn("refused")).isEqualTo(OBJECTS - 1);
    }

    /// The API server hears of a new webhook a moment later.
    private static void awaitRefusal() {
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> {
                            try {
                                kubernetes.kubectl("create", "configmap", "c7", "--dry-run=server");
                                return false;
                            } catch (IllegalStateException e) {
                                return String.valueOf(e.getMessage()).contains("seven is taken");
                            }
                        });
    }

    @Test
    void whatAQuotaRefusesIsNamedAndTheRestIsThere() throws Exception {
        kubernetes.kubectl("create", "namespace", "small");
        kubernetes.kubectl("create", "quota", "few", "-n=small", "--hard=count/configmaps=11");
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () ->
                                kubernetes
                                        .kubectl(
                                                "get",
                                                "quota",
                                                "few",
                                                "-n=small",
                                                "-o=jsonpath={.status.hard}")
                                        .contains("11"));

        RestoreStatus status = restore("quota", "small");

        long restored = mapsIn("small");
        assertThat(restored).isBetween(1L, 11L);
        assertThat(status.phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(status.errors()).isEqualTo(OBJECTS - restored);
        assertThat(restores.results("quota").errors().namespaces().get("small"))
                .hasSize(Math.toIntExact(OBJECTS - restored))
                .allMatch(error -> error.contains("exceeded quota: few"));
    }

    @Test
    void aNamespaceThatNeverEndsIsOneErrorAndNothingIsPutIntoIt() throws Exception {
        kubernetes.kubectl("create", "namespace", "ending");
        kubernetes.kubectl("create", "configmap", "held", "-n=ending");
        String hold = "{\"metadata\": {\"finalizers\": [\"example.dev/hold\"]}}";
        kubernetes.kubectl("patch", "cm", "held", "-n=ending", "--type=merge", "-p=" + hold);
        kubernetes.kubectl("delete", "namespace", "ending", "--wait=false");

        RestoreStatus status = restore("ending", "ending");

        assertThat(status.phase()).isEqualTo(RestorePhase.PARTIALLY_FAILED);
        assertThat(restores.results("ending").errors().velero())
                .containsExactly("timed out waiting for terminating namespace ending to disappear");
        assertThat(mapsIn("ending")).isZero();
        kubernetes.kubectl(
                "patch",
                "cm",
                "held",
                "-n=ending",
                "--type=json",
                "-p=[{\"op\": \"remove\", \"path\": \"/metadata/finalizers\"}]");
    }

    @Test
    void aRestartOfTheApiServerCostsTimeAndNothingElse() throws Exception {
        var running = new FutureTask<>(() -> restore("restart", "restarted"));
        Thread.ofVirtual().start(running);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> mapsIn("restarted") > 0);
        kubernetes.stop("apiserver");
        kubernetes.restart("apiserver");

        RestoreStatus status = running.get(3, TimeUnit.MINUTES);
        assertThat(status.phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(status.warnings()).isNull();
        assertThat(mapsIn("restarted")).isEqualTo(OBJECTS);
        assertThat(restores.log("restart")).contains("Restore completed");
    }
}
