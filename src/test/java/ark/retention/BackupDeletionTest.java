package ark.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.Annotations;
import ark.api.v1.Labels;
import ark.backupstore.BackupStore;
import ark.backupstore.BackupStores;
import ark.cluster.ClusterException;
import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.event.Events;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.objectstore.MemoryObjectStore;
import ark.spi.ObjectStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupDeletionTest {
    private static final String TIMES =
            "\"startTimestamp\":\"2026-11-21T16:15:17Z\","
                    + "\"completionTimestamp\":\"2026-11-21T16:15:26Z\"";

    private final FakeApiServer api = new FakeApiServer();
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RetentionMetrics metrics = new RetentionMetrics(registry);

    @BeforeEach
    void fill() {
        List.of(
                        Resources.BACKUPS,
                        Resources.RESTORES,
                        Resources.REQUESTS,
                        Resources.LOCATIONS,
                        Resources.VOLUMES)
                .forEach(api::serve);
        api.add("backupstoragelocations.velero.io", "velero", "default");
        addBackup("b1", "Completed");
        bucket.put("backups/b1/velero-backup.json", "{\"status\":{" + TIMES + "}}");
        bucket.put("backups/b1/b1.tar.gz", "x");
        bucket.put("backups/b1/b1-logs.gz", "x");
        bucket.put("backups/b1/b1-manifest.json", "{}");
        bucket.put("backups/b10/velero-backup.json", "{}");
        addRequest("r1", "b1");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aBackupGoesWithItsFilesItsRestoresAndAllRequestsForIt() {
        addRestore("r", "b1");
        addRestore("other", "b10");
        bucket.put("restores/r/restore-r-logs.gz", "x");
        bucket.put("restores/other/restore-other-logs.gz", "x");
        addRequest("r2", "b1");
        addRequest("r3", "b10");

        run("r1", bucket);
        assertThat(bucket.keys())
                .containsExactly(
                        "backups/b10/velero-backup.json", "restores/other/restore-other-logs.gz");
        assertThat(stored("backups", "b1")).isEmpty();
        assertThat(stored("restores", "r")).isEmpty();
        assertThat(stored("restores", "other")).isPresent();
        assertThat(stored("deletebackuprequests", "r1")).isEmpty();
        assertThat(stored("deletebackuprequests", "r2")).isEmpty();
        assertThat(stored("deletebackuprequests", "r3")).isPresent();
        assertThat(count("attempt")).isEqualTo(1);
        assertThat(count("success")).isEqualTo(1);
    }

    /// A label's value has 63 characters at most.
    @Test
    void aBackupWithALongNameGoesToo() {
        String name = "b".repeat(80);
        addBackup(name, "Completed");
        bucket.put("backups/" + name + "/velero-backup.json", "{\"status\":{" + TIMES + "}}");
        addRequest("long", name);
        run("long", FaultyObjectStore.dyingAfter(bucket, 1));
        assertThat(stored("deletebackuprequests", "long").orElseThrow().labels())
                .containsEntry("velero.io/backup-name", Labels.value(name));

        addRequest("again", name);
        run("again", bucket);
        assertThat(stored("backups", name)).isEmpty();
        assertThat(stored("deletebackuprequests", "long")).isEmpty();
        assertThat(bucket.keys()).noneMatch(key -> key.contains(name));
        assertThat(stored("backups", "b1")).isPresent();
    }

    @Test
    void theMetadataGoesFirstAndTheResourceLast() {
        run("r1", FaultyObjectStore.dyingAfter(bucket, 1));
        assertThat(bucket.keys())
                .doesNotContain("backups/b1/velero-backup.json")
                .contains("backups/b1/b1.tar.gz");
        assertThat(stored("backups", "b1").orElseThrow().text("/status/phase"))
                .isEqualTo("Deleting");
        Item request = stored("deletebackuprequests", "r1").orElseThrow();
        assertThat(request.text("/status/phase")).isEqualTo("Processed");
        assertThat(request.text("/status/errors/0")).isNotEmpty();
        assertThat(request.labels()).containsEntry("velero.io/backup-name", "b1");
        assertThat(count("failure")).isEqualTo(1);
    }

    @Test
    void anotherRequestFinishesWhatFailed() {
        for (int writes = 0; writes < 4; writes++) {
            run("r1", FaultyObjectStore.dyingAfter(bucket, writes));
            addRequest("again", "b1");
            run("again", bucket);
            assertThat(bucket.keys()).containsExactly("backups/b10/velero-backup.json");
            assertThat(stored("backups", "b1")).isEmpty();
            assertThat(stored("deletebackuprequests", "r1")).isEmpty();
            fill();
        }
    }

    @Test
    void whateverRequestToTheApiFailsTheDeletionCanBeFinished() {
        for (String write :
                List.of(
                        "PATCH /deletebackuprequests/r1",
                        "PATCH /backups/b1",
                        "DELETE /restores/r",
                        "DELETE /backups/b1",
                        "DELETE /deletebackuprequests/r1")) {
            fill();
            addRestore("r", "b1");
            bucket.put("restores/r/restore-r-logs.gz", "x");
            String[] methodAndPath = write.split(" ", 2);
            api.failNext(1, methodAndPath[0], methodAndPath[1], Fault.forbidden("no"));
            runOrDie("r1");

            runOrDie("r1"); // the next server
            addRequest("again", "b1"); // the user, in case
            runOrDie("again");
            assertThat(bucket.keys()).as(write).containsExactly("backups/b10/velero-backup.json");
            assertThat(stored("backups", "b1")).as(write).isEmpty();
            assertThat(stored("restores", "r")).as(write).isEmpty();
        }
    }

    @Test
    void aServerThatDiedBeforeItCouldSayThatItIsDoneIsNoFailure() {
        api.failNext(1, "DELETE", "/deletebackuprequests/r1", Fault.forbidden("no"));
        runOrDie("r1");
        assertThat(stored("deletebackuprequests", "r1").orElseThrow().text("/status/phase"))
                .isEqualTo("InProgress");
        run("r1", bucket);
        assertThat(stored("deletebackuprequests", "r1")).isEmpty();
    }

    private void runOrDie(String request) {
        try {
            run(request, bucket);
        } catch (ClusterException e) { // the server died
            assertThat(e).hasMessageContaining("no");
        }
    }

    @Test
    void aRestoreThatOurFinalizerHoldsGoesWithTheBackup() {
        hold("r", Annotations.RESTORE_FINALIZER);
        run("r1", bucket);
        assertThat(stored("restores", "r")).isEmpty();
        assertThat(stored("backups", "b1")).isEmpty();
    }

    @Test
    void aRestoreThatSomebodyElseHoldsTooIsLeftToThem() {
        hold("r", "other/one", Annotations.RESTORE_FINALIZER);
        run("r1", bucket);
        assertThat(Resources.finalizers(stored("restores", "r").orElseThrow()))
                .containsExactly("other/one");
        assertThat(stored("backups", "b1")).isEmpty();
    }

    @Test
    void aRestoreThatSomebodyChangesAtThatMomentIsLeftToItsReconciler() {
        hold("r", Annotations.RESTORE_FINALIZER);
        api.beforeNext("PATCH", "/restores/r", () -> hold("r", Annotations.RESTORE_FINALIZER));
        run("r1", bucket);
        assertThat(stored("restores", "r")).isPresent();
        assertThat(stored("backups", "b1")).isEmpty();
    }

    private void hold(String restore, String... finalizers) {
        addRestore(restore, "b1");
        Item held =
                stored("restores", restore)
                        .orElseThrow()
                        .edit(
                                json ->
                                        List.of(finalizers)
                                                .forEach(
                                                        json.withObject("/metadata")
                                                                        .putArray("finalizers")
                                                                ::add));
        api.add("restores.velero.io", new String(held.bytes(), UTF_8));
    }

    @Test
    void aBackupThatTakesTheNameJustBeforeIsNotMarked() {
        api.beforeNext(
                "PATCH",
                "/deletebackuprequests/r1",
                () ->
                        api.add(
                                "backups.velero.io",
                                """
                                {"metadata": {"namespace": "velero", "name": "b1", "uid": "new"},
                                 "status": {"phase": "InProgress"}}
                                """));
        assertThatThrownBy(() -> run("r1", bucket)).isInstanceOf(ClusterException.class);
        assertThat(stored("backups", "b1").orElseThrow().text("/status/phase"))
                .isEqualTo("InProgress");
        assertThat(bucket.keys()).contains("backups/b1/velero-backup.json");
    }

    @Test
    void whatCannotBeDeletedIsRefusedAndNothingHappens() {
        addBackup("b2", "InProgress");
        addRequest("r2", "b2");
        run("r2", bucket);
        Item request = stored("deletebackuprequests", "r2").orElseThrow();
        assertThat(request.text("/status/phase")).isEqualTo("Processed");
        assertThat(request.text("/status/errors/0")).isEqualTo("backup is still in progress");
        assertThat(stored("backups", "b2").orElseThrow().text("/status/phase"))
                .isEqualTo("InProgress");
    }

    @Test
    void aBackupThatFailedBecauseTheNameWasTakenLeavesTheOtherOnesData() {
        bucket.put(
                "backups/b1/velero-backup.json",
                "{\"metadata\":{\"uid\":\"another\"},\"status\":{\"startTimestamp\":"
                        + "\"2026-01-01T00:00:00Z\"}}");
        addBackup("b1", "Failed");
        run("r1", bucket);
        assertThat(bucket.keys()).contains("backups/b1/velero-backup.json", "backups/b1/b1.tar.gz");
        assertThat(stored("backups", "b1")).isEmpty();
    }

    @Test
    void aBackupOfArkWhichPrintedNullForTimesGoesWithItsFiles() {
        bucket.delete("backups/b1/velero-backup.json");
        bucket.put(
                "backups/b1/ark-backup.json",
                "{\"status\":{\"startTimestamp\":null,\"completionTimestamp\":null}}");
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b1", "uid": "here"},
                 "spec": {"storageLocation": "default"}, "status": {"phase": "Completed"}}
                """);
        run("r1", bucket);
        assertThat(bucket.keys()).containsExactly("backups/b10/velero-backup.json");
    }

    @Test
    void whatArkNotedOfSnapshotsKeepsItsBackup() {
        bucket.put(
                "backups/b1/velero-backup.json",
                "{\"status\":{\"volumeBackups\":{\"pv-1\":{\"snapshotID\":\"snap-1\"}},"
                        + TIMES
                        + "}}");
        run("r1", bucket);
        assertThat(stored("deletebackuprequests", "r1").orElseThrow().text("/status/errors/0"))
                .contains("snap-1");
        assertThat(bucket.keys()).contains("backups/b1/b1.tar.gz");
    }

    @Test
    void aBackupWhoseMetadataIsDamagedCanBeDeleted() {
        bucket.put("backups/b1/velero-backup.json", "{");
        run("r1", bucket);
        assertThat(bucket.keys()).containsExactly("backups/b10/velero-backup.json");
    }

    @Test
    void aRestoreWhoseFilesStayKeepsItselfAndTheBackup() {
        addRestore("r", "b1");
        addRestore("s", "b1");
        bucket.put("restores/r/restore-r-logs.gz", "x");
        bucket.put("restores/s/restore-s-logs.gz", "x");
        run(
                "r1",
                new FaultyObjectStore(
                        bucket,
                        (FaultyObjectStore.Plan)
                                call ->
                                        call.key().contains("restores/r/")
                                                ? FaultyObjectStore.Fate.FAILS
                                                : FaultyObjectStore.Fate.WORKS));
        assertThat(stored("restores", "r")).isPresent();
        assertThat(stored("restores", "s")).isEmpty();
        assertThat(stored("backups", "b1")).isPresent();
        assertThat(stored("deletebackuprequests", "r1").orElseThrow().at("/status/errors"))
                .hasSize(1);
    }

    @Test
    void aRequestThatIsProcessedIsNotRunAgain() {
        run("r1", FaultyObjectStore.dyingAfter(bucket, 0));
        int requests = api.requests().size();
        run("r1", bucket);
        assertThat(api.requests()).hasSize(requests + 1);
    }

    @Test
    void anApiServerThatRefusesStopsTheDeletionBeforeAnythingIsLost() {
        api.failNext(9, "PATCH", "deletebackuprequests", Fault.forbidden("no"));
        assertThatThrownBy(() -> run("r1", bucket)).hasMessageContaining("no");
        assertThat(bucket.keys()).contains("backups/b1/velero-backup.json");
    }

    private void run(String request, ObjectStore store) {
        try {
            new BackupDeletion(
                            new Resources(api.cluster(), "velero"),
                            stores(store),
                            new FakeVolumeData(),
                            new Events(api.cluster(), InstantSource.system()),
                            metrics)
                    .run(request);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BackupStores stores(ObjectStore store) {
        return _ -> new BackupStore(store, "");
    }

    private void addBackup(String name, String phase) {
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s", "uid": "u-%s"},
                 "spec": {"storageLocation": "default"},
                 "status": {"phase": "%s", %s}}
                """
                        .formatted(name, name, phase, TIMES));
    }

    private void addRestore(String name, String backup) {
        api.add(
                "restores.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s", "uid": "u-%s"},
                 "spec": {"backupName": "%s"}, "status": {"phase": "Completed"}}
                """
                        .formatted(name, name, backup));
    }

    private void addRequest(String name, String backup) {
        api.add(
                "deletebackuprequests.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s", "uid": "u-%s",
                  "creationTimestamp": "2026-11-21T16:15:17Z"},
                 "spec": {"backupName": "%s"}}
                """
                        .formatted(name, name, backup));
    }

    private Optional<Item> stored(String plural, String name) {
        return api.stored(plural + ".velero.io", "velero", name);
    }

    private double count(String what) {
        return registry.scrape(name -> name.startsWith("velero_backup_deletion_" + what)).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }
}
