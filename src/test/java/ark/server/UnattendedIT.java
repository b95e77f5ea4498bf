package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server does by itself when it comes back, when a bucket changes behind its back, and what
/// it must not do, on a real API server.
@KubernetesTest
class UnattendedIT {
    @TempDir private Path folder;
    private Path bucket;
    private Optional<LocalServer> server = Optional.empty();
    private KubernetesCluster cluster;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void prepare(KubernetesCluster kubernetes, TestNamespace own) {
        cluster = kubernetes;
        client = cluster.client();
        namespace = own.name();
        bucket = folder.resolve("bucket");
    }

    private void start(String... flags) {
        server = Optional.of(LocalServer.start(cluster.kubeconfig(), namespace, bucket, flags));
    }

    @AfterEach
    void stop() {
        server.ifPresent(LocalServer::close);
    }

    @Test
    void afterADownTimeEachScheduleDoesWhatItIsToldTo() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(5));
        schedule("hourly", "", "0 * * * *", "", before);
        schedule("skipping", "", "0 * * * *", "skipImmediately: true", before);
        schedule("paused", "", "0 * * * *", "paused: true", before);
        schedule(
                "yearly",
                "ark.dev/first-run: immediately",
                "CRON_TZ=Europe/Berlin 0 1 1 1 *",
                "useOwnerReferencesInBackup: true",
                null);
        start();

        await().atMost(LocalServer.patience()).until(() -> backupsOf("hourly").size() == 1);
        // five times have passed, six when one passes just now; one of them is the run
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                text(
                                                "Schedule",
                                                "hourly",
                                                "/metadata/annotations/ark.dev~1missed-runs")
                                        .matches("[45]"));
        await().atMost(LocalServer.patience()).until(() -> backupsOf("yearly").size() == 1);
        OwnerReference owner =
                backupsOf("yearly").getFirst().getMetadata().getOwnerReferences().getFirst();
        assertThat(owner.getKind() + " " + owner.getName()).isEqualTo("Schedule yearly");
        await().atMost(LocalServer.patience())
                .until(() -> text("Schedule", "skipping", "/spec/skipImmediately").equals("false"));
        assertThat(text("Schedule", "skipping", "/status/lastSkipped")).isNotEmpty();
        assertThat(backupsOf("skipping")).isEmpty();
        assertThat(backupsOf("paused")).isEmpty();
    }

    private void schedule(
            String name,
            String annotation,
            String cron,
            String more,
            @org.jspecify.annotations.Nullable Instant lastBackup) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: Schedule
                metadata: {name: %s, annotations: {%s}}
                spec:
                  schedule: "%s"
                  %s
                  template: {includedNamespaces: [%s]}
                status: {phase: Enabled, lastBackup: %s}
                """
                        .formatted(
                                name,
                                annotation,
                                cron,
                                more,
                                namespace,
                                lastBackup == null ? "null" : "\"" + lastBackup + "\""));
    }

    private List<GenericKubernetesResource> backupsOf(String schedule) {
        return Resources.all(client, namespace, "Backup")
                .withLabel("velero.io/schedule-name", schedule)
                .list()
                .getItems();
    }

    @Test
    void whatPinsABackupKeepsItAndWhatIsSwitchedOffRests() throws IOException {
        plant("b1");
        start("--disable-controllers=backup,restore");
        awaitThere("b1");
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: Backup
                metadata: {name: never}
                spec: {includedNamespaces: [none]}
                """);
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: Restore
                metadata: {name: waiting}
                spec: {backupName: b1}
                """);
        refused("d1", "restore waiting of it is still in progress");
        Resources.all(client, namespace, "Restore").withName("waiting").delete();
        await().atMost(LocalServer.patience())
                .until(() -> Resources.get(client, namespace, "Restore", "waiting").isEmpty());
        Resources.all(client, namespace, "BackupStorageLocation")
                .withName("default")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"accessMode\": \"ReadOnly\"}}");
        refused("d2", "currently in read-only mode");
        assertThat(bucket.resolve("backups/b1/velero-backup.json")).exists();
        assertThat(text("Backup", "never", "/status/phase")).isEmpty();
    }

    private void refused(String request, String why) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: DeleteBackupRequest
                metadata: {name: %s}
                spec: {backupName: b1}
                """
                        .formatted(request));
        await(request)
                .atMost(LocalServer.patience())
                .untilAsserted(
                        () ->
                                assertThat(text("DeleteBackupRequest", request, "/status/errors"))
                                        .contains(why));
    }

    @Test
    void backupsFollowTheirBucketUnlessItLooksLikeAnother() throws IOException {
        plant("b1");
        plant("b2");
        plant("b3");
        start();
        awaitThere("b1");
        awaitThere("b2");
        awaitThere("b3");

        remove("b1");
        await("b1 is gone")
                .atMost(LocalServer.patience())
                .until(() -> Resources.get(client, namespace, "Backup", "b1").isEmpty());

        String uid = text("Backup", "b2", "/metadata/uid");
        Resources.all(client, namespace, "Backup").withName("b2").delete();
        await("b2 is shown again: kubectl deletes no backup")
                .atMost(LocalServer.patience())
                .until(() -> !List.of("", uid).contains(text("Backup", "b2", "/metadata/uid")));

        remove("b2");
        remove("b3");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                client
                                        .v1()
                                        .events()
                                        .inNamespace(namespace)
                                        .list()
                                        .getItems()
                                        .stream()
                                        .anyMatch(e -> e.getReason().equals("BackupsMissing")));
        assertThat(Resources.get(client, namespace, "Backup", "b2")).isPresent();
        assertThat(Resources.get(client, namespace, "Backup", "b3")).isPresent();
    }

    private void plant(String name) throws IOException {
        Path metadata = bucket.resolve("backups").resolve(name).resolve("velero-backup.json");
        Files.createDirectories(metadata.getParent());
        Files.writeString(
                metadata,
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "%s"},
                 "spec": {}, "status": {"phase": "Completed",
                   "startTimestamp": "2026-11-21T16:15:17Z"}}
                """
                        .formatted(name));
    }

    private void remove(String name) throws IOException {
        try (Stream<Path> files = Files.walk(bucket.resolve("backups").resolve(name))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void awaitThere(String backup) {
        await(backup)
                .atMost(LocalServer.patience())
                .until(() -> text("Backup", backup, "/status/phase").equals("Completed"));
    }

    private String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }
}
