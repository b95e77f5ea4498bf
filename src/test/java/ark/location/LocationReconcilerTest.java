package ark.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VeleroKind;
import ark.backupstore.BackupStore;
import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.FaultyObjectStore.Fate;
import ark.objectstore.MemoryObjectStore;
import ark.operation.Operations;
import ark.spi.ObjectStore;
import ark.testing.Contexts;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocationReconcilerTest {
    private static final String LOCATIONS = "backupstoragelocations.velero.io";

    private final FakeApiServer api = new FakeApiServer();
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final Operations operations = new Operations("location", 1);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private ObjectStore reached = bucket;
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");
    private LocationReconciler reconciler;

    @BeforeEach
    void serve() {
        api.serve(VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of));
        api.serve(VeleroKind.BACKUP.as(ResourceType::of));
        api.serve(VeleroKind.POD_VOLUME_BACKUP.as(ResourceType::of));
        api.serve(ResourceType.of(GroupResource.core("events"), "v1", "Event", true));
        reconciler =
                new LocationReconciler(
                        new LocationSettings(
                                "velero",
                                "default",
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                true,
                                true),
                        new LocationReconciler.Tools(
                                api.cluster(),
                                _ -> new BackupStore(reached, ""),
                                operations,
                                () -> now),
                        new LocationMetrics(registry));
        add("default");
        bucket.put(
                "backups/b1/velero-backup.json",
                """
                {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {"name": "b1"},
                 "spec": {}, "status": {"phase": "Completed"}}
                """);
    }

    @AfterEach
    void close() {
        operations.close();
        api.close();
    }

    private Item add(String name) {
        return api.add(
                LOCATIONS,
                """
                {"metadata": {"namespace": "velero", "name": "%s"},
                 "spec": {"provider": "memory", "objectStorage": {"bucket": "b"}}}
                """
                        .formatted(name));
    }

    private Item location(String name) {
        return api.stored(LOCATIONS, "velero", name).orElseThrow();
    }

    private static BackupStorageLocation decoded(Item item) {
        return Json.mapper().convertValue(item.copyOfJson(), BackupStorageLocation.class);
    }

    private UpdateControl<BackupStorageLocation> reconcile(Item item, boolean deleted) {
        List<BackupStorageLocation> all =
                deleted ? List.of() : List.of(decoded(location(item.key().name())));
        UpdateControl<BackupStorageLocation> control =
                reconciler.reconcile(decoded(item), Contexts.of(deleted, all));
        String uid = item.text("/metadata/uid");
        await().pollInterval(Duration.ofMillis(2)).until(() -> !operations.runs(uid));
        return control;
    }

    @Test
    void aNewLocationIsTriedOutAndSyncedAndBecomesTheDefault() {
        UpdateControl<BackupStorageLocation> control = reconcile(location("default"), false);
        assertThat(control.getScheduleDelay()).isPresent();
        assertThat(location("default").text("/status/phase")).isEqualTo("Available");
        assertThat(location("default").at("/spec/default").asBoolean()).isTrue();
        assertThat(api.stored("backups.velero.io", "velero", "b1")).isPresent();
    }

    @Test
    void whoLookedBeforeTheDefaultWasChangedDoesNotChangeItBack() throws InterruptedException {
        reconcile(location("default"), false); // which marks it
        reconcile(location("default"), false);
        BackupStorageLocation old = decoded(location("default"));
        BackupStorageLocation chosen = decoded(markedAsDefault(add("other")));
        BackupStorageLocation unmarked = decoded(location("default"));
        unmarked.setSpec(decoded(add("plain")).getSpec());
        Thread meanwhile =
                Thread.ofPlatform().unstarted(() -> reconcile(chosen, List.of(unmarked, chosen)));
        reconcile(
                chosen,
                new ArrayList<>(List.of(old, chosen)) {
                    @Override
                    public Stream<BackupStorageLocation> stream() {
                        return Stream.concat(super.stream(), Stream.of(1).flatMap(_ -> then()));
                    }

                    private Stream<BackupStorageLocation> then() {
                        meanwhile.start();
                        await().until(
                                        () ->
                                                !meanwhile.isAlive()
                                                        || meanwhile.getState()
                                                                == Thread.State.BLOCKED);
                        return Stream.empty();
                    }
                });
        meanwhile.join();
        assertThat(location("other").at("/spec/default").asBoolean()).isTrue();
    }

    private Item markedAsDefault(Item location) {
        Item marked = location.edit(json -> json.withObject("/spec").put("default", true));
        return api.add(LOCATIONS, marked.copyOfJson().toString());
    }

    private void reconcile(BackupStorageLocation location, List<BackupStorageLocation> known) {
        reconciler.reconcile(location, Contexts.of(false, known));
    }

    @Test
    void nothingIsDoneBeforeItIsDue() {
        reconcile(location("default"), false); // which marks it: its spec is another one then
        reconcile(location("default"), false);
        Item before = location("default");
        reconcile(before, false);
        assertThat(location("default")).isEqualTo(before);

        now = now.plus(Duration.ofSeconds(61));
        reconcile(before, false);
        assertThat(location("default").text("/status/lastValidationTime"))
                .isEqualTo("2026-11-21T16:16:18Z");
    }

    @Test
    void aBucketThatStaysAwayMakesItUnavailableAndDeletesNothing() {
        reconcile(location("default"), false);
        reached = new FaultyObjectStore(bucket, (FaultyObjectStore.Plan) _ -> Fate.FAILS);
        now = now.plus(Duration.ofSeconds(61));
        reconcile(location("default"), false);
        assertThat(location("default").text("/status/phase")).isEqualTo("Unavailable");
        assertThat(api.stored("backups.velero.io", "velero", "b1")).isPresent();
    }

    @Test
    void aStatusThatCannotBeWrittenIsWrittenTheNextTime() {
        reconcile(location("default"), false); // which marks it as the default one
        now = now.plus(Duration.ofSeconds(61));
        api.failNext(1, "PATCH", "/backupstoragelocations/default", Fault.forbidden("no"));
        reconcile(location("default"), false);
        assertThat(location("default").text("/status/lastValidationTime"))
                .isEqualTo("2026-11-21T16:15:17Z");
        reconcile(location("default"), false);
        assertThat(location("default").text("/status/lastValidationTime"))
                .isEqualTo("2026-11-21T16:16:18Z");
    }

    @Test
    void aLocationThatIsGoneIsForgottenByTheMetrics() {
        reconcile(location("default"), false);
        assertThat(series()).isEqualTo(1);
        Item last = location("default");
        api.remove(last.key());
        reconcile(last, true);
        assertThat(series()).isZero();
    }

    private long series() {
        return registry.scrape(name -> name.equals("velero_backup_location_status_gauge")).stream()
                .mapToLong(metric -> metric.getDataPoints().size())
                .sum();
    }
}
