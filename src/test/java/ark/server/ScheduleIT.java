package ark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.testing.KubernetesCluster;
import ark.testing.KubernetesTest;
import ark.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedules, on a real API server with a real clock.
@KubernetesTest
class ScheduleIT {
    @TempDir private Path folder;
    private LocalServer server;
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void start(KubernetesCluster cluster, TestNamespace own) {
        namespace = own.name();
        client = cluster.client();
        server = LocalServer.start(cluster.kubeconfig(), namespace, folder.resolve("bucket"));
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                text("BackupStorageLocation", "default", "/status/phase")
                                        .equals("Available"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void backupsAreMadeOnTimeOneAfterTheOther() throws Exception {
        create("often", "@every 3s", "  labels: {team: shop, app.kubernetes.io/instance: x}");
        await().atMost(LocalServer.patience()).until(() -> backupsOf("often").size() >= 3);

        List<GenericKubernetesResource> backups = backupsOf("often");
        GenericKubernetesResource first = backups.getFirst();
        assertThat(first.getMetadata().getName()).matches("often-\\d{14}");
        assertThat(first.getMetadata().getLabels())
                .containsEntry("team", "shop")
                .containsEntry("velero.io/schedule-name", "often")
                .doesNotContainKey("app.kubernetes.io/instance");
        assertThat(text("Backup", first.getMetadata().getName(), "/spec/ttl")).isEqualTo("1h0m0s");
        assertThat(text("Backup", first.getMetadata().getName(), "/status/phase"))
                .isEqualTo("Completed");
        assertThat(timeBetween(backups.get(0), backups.get(1)))
                .isBetween(Duration.ofSeconds(3), Duration.ofMinutes(2));
        assertThat(text("Schedule", "often", "/status/phase")).isEqualTo("Enabled");
        assertThat(text("Schedule", "often", "/status/lastBackup")).isNotEmpty();
        assertThat(page("/metrics"))
                .contains("ark_schedule_next_run_timestamp{schedule=\"often\"}")
                .contains("velero_backup_failure_total{schedule=\"often\"} 0")
                .contains("velero_backup_deletion_attempt_total{schedule=\"often\"} 0");

        Resources.all(client, namespace, "Schedule").withName("often").delete();
        await().atMost(LocalServer.patience())
                .until(() -> !page("/metrics").contains("ark_schedule_next_run_timestamp{"));
        assertThat(page("/metrics")).doesNotContain("velero_backup_failure_total{schedule=");
    }

    private static Duration timeBetween(
            GenericKubernetesResource one, GenericKubernetesResource other) {
        return Duration.between(run(one), run(other));
    }

    /// The time of its run, which its name ends with: it is created at some time behind that.
    private static LocalDateTime run(GenericKubernetesResource backup) {
        String name = backup.getMetadata().getName();
        return LocalDateTime.parse(
                name.substring(name.lastIndexOf('-') + 1),
                DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT));
    }

    @Test
    void aPausedScheduleRestsUntilItIsUnpaused() {
        create("often", "@every 1s", "  annotations: {ark.dev/first-run: immediately}");
        await().atMost(LocalServer.patience()).until(() -> !backupsOf("often").isEmpty());
        patch("often", "{\"spec\": {\"paused\": true}}");
        await().during(Duration.ofSeconds(4))
                .atMost(LocalServer.patience())
                .until(() -> backupsOf("often").size(), new Same()::asBefore);
        int before = backupsOf("often").size();
        patch("often", "{\"spec\": {\"paused\": false}}");
        await().atMost(LocalServer.patience()).until(() -> backupsOf("often").size() > before);
    }

    /// Whether a number is what it was when it was last looked at.
    private static final class Same {
        private int before = -1;

        boolean asBefore(int now) {
            boolean same = now == before;
            before = now;
            return same;
        }
    }

    @Test
    void aWrongScheduleSaysWhyAndIsRevivedByMendingIt() {
        create("daily", "0 7 * * 7", "  labels: {a: b}");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                text("Schedule", "daily", "/status/validationErrors/0")
                                        .contains("Sunday is 0"));
        assertThat(text("Schedule", "daily", "/status/phase")).isEqualTo("FailedValidation");
        patch("daily", "{\"spec\": {\"schedule\": \"0 7 * * 0\"}}");
        await().atMost(LocalServer.patience())
                .until(() -> text("Schedule", "daily", "/status/phase").equals("Enabled"));
        assertThat(text("Schedule", "daily", "/status/validationErrors")).isEmpty();
        assertThat(backupsOf("daily")).isEmpty();
    }

    @Test
    void aScheduleWithALongNameHasBackupsToo() {
        String name = "n".repeat(70);
        create(name, "@every 1s", "  labels: {a: b}");
        await().atMost(LocalServer.patience())
                .until(
                        () ->
                                Resources.all(client, namespace, "Backup")
                                        .list()
                                        .getItems()
                                        .stream()
                                        .anyMatch(b -> b.getMetadata().getName().startsWith(name)));
    }

    private void create(String name, String cron, String metadata) {
        Resources.create(
                client,
                namespace,
                """
                apiVersion: velero.io/v1
                kind: Schedule
                metadata:
                  name: %s
                %s
                spec:
                  schedule: "%s"
                  template: {includedNamespaces: [%s], ttl: 1h0m0s}
                """
                        .formatted(name, metadata, cron, namespace));
    }

    private void patch(String name, String json) {
        Resources.all(client, namespace, "Schedule")
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    private List<GenericKubernetesResource> backupsOf(String schedule) {
        return Resources.all(client, namespace, "Backup")
                .withLabels(Map.of("velero.io/schedule-name", schedule))
                .list()
                .getItems();
    }

    private String text(String kind, String name, String pointer) {
        return Resources.text(client, namespace, kind, name, pointer);
    }

    private String page(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(server.page(path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
