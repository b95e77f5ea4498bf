package ark.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.DeleteBackupRequest;
import ark.backupstore.BackupStore;
import ark.cluster.FakeApiServer;
import ark.item.Json;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Operations;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionReconcilerTest {
    private static final Instant CREATED = Instant.parse("2026-11-21T16:15:17Z");

    private final FakeApiServer api = new FakeApiServer();
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private Instant now = CREATED;

    @BeforeEach
    void serve() {
        List.of(Resources.BACKUPS, Resources.RESTORES, Resources.REQUESTS, Resources.LOCATIONS)
                .forEach(api::serve);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aNewRequestIsWorkedOn() {
        add("New");
        UpdateControl<DeleteBackupRequest> control = reconcile();
        assertThat(control.getScheduleDelay()).isPresent();
        assertThat(phase()).isEqualTo("Processed"); // there is no such backup
    }

    @Test
    void aRequestThatFailedIsKeptForADayAndThenDeleted() {
        add("Processed");
        now = CREATED.plus(Duration.ofHours(23));
        assertThat(reconcile().getScheduleDelay())
                .contains(Duration.ofMinutes(60).toMillis() + 1000);
        assertThat(api.stored("deletebackuprequests.velero.io", "velero", "r1")).isPresent();

        now = CREATED.plus(Duration.ofHours(24));
        reconcile();
        assertThat(api.stored("deletebackuprequests.velero.io", "velero", "r1")).isEmpty();
    }

    private UpdateControl<DeleteBackupRequest> reconcile() {
        var item = api.stored("deletebackuprequests.velero.io", "velero", "r1").orElseThrow();
        var request = Json.mapper().convertValue(item.copyOfJson(), DeleteBackupRequest.class);
        try (var operations = new Operations("deletion", 1)) {
            var tools =
                    new DeletionReconciler.Tools(
                            api.cluster(),
                            _ -> new BackupStore(bucket, ""),
                            new FakeVolumeData(),
                            operations,
                            () -> now);
            var metrics = new RetentionMetrics(new PrometheusRegistry());
            var control =
                    new DeletionReconciler("velero", tools, metrics).reconcile(request, context());
            await().pollInterval(Duration.ofMillis(2)).until(() -> !operations.runs("b1"));
            return control;
        }
    }

    @SuppressWarnings("unchecked")
    private static Context<DeleteBackupRequest> context() {
        return (Context<DeleteBackupRequest>)
                Proxy.newProxyInstance(
                        Context.class.getClassLoader(),
                        new Class<?>[] {Context.class},
                        (_, method, _) -> {
                            throw new AssertionError(method);
                        });
    }

    private void add(String phase) {
        api.add(
                "deletebackuprequests.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "r1", "uid": "u1",
                  "creationTimestamp": "2026-11-21T16:15:17Z"},
                 "spec": {"backupName": "b1"}, "status": {"phase": "%s"}}
                """
                        .formatted(phase));
    }

    private String phase() {
        return api.stored("deletebackuprequests.velero.io", "velero", "r1")
                .orElseThrow()
                .text("/status/phase");
    }
}
