package ark.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.Backup;
import ark.api.v1.BackupPhase;
import ark.backup.request.BackupId;
import ark.item.Item;
import ark.objectstore.FaultyObjectStore;
import ark.operation.Operations;
import ark.testing.Contexts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackupReconcilerTest {
    @TempDir private Path scratch;
    private final Operations operations = new Operations("backup", 1);
    private BackupWorld world;
    private BackupReconciler reconciler;

    @BeforeEach
    void makeWorld() {
        world = new BackupWorld(scratch);
        world.add("namespaces foo");
        reconciler = new BackupReconciler(world.tools, operations, world.settings());
    }

    @AfterEach
    void close() {
        operations.close();
        world.close();
    }

    private void reconcile(Item item, boolean deleted, Item... all) {
        Backup backup = BackupObjects.decode(item);
        List<Backup> cached = List.of(all).stream().map(BackupObjects::decode).toList();
        assertThat(reconciler.reconcile(backup, Contexts.of(deleted, cached)).isNoUpdate())
                .isTrue();
    }

    private void awaitQuiet(BackupId id) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> !operations.runs(id.uid()));
    }

    @Test
    void aNewBackupIsMade() {
        BackupId id = world.create("b1", "{}");
        reconcile(world.stored(id), false);
        awaitQuiet(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Completed");
    }

    @Test
    void theSnapshotsOfABackupThatFailedAreForgotten() {
        BackupId id = world.create("b1", "{}");
        world.add(
                "podvolumebackups.velero.io velero/v1 {'metadata': {'labels':"
                        + " {'velero.io/backup-uid': '%s'}}, 'spec': {'pod': {'namespace': 'foo'}}}"
                                .formatted(id.uid()));
        reconcile(failedWithSnapshotsLeft(id), false);
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> !world.stored(id).annotations().containsKey("ark.dev/snapshots-left"));
        assertThat(world.forgotten).containsExactly("b1/" + id.uid() + "/foo");
    }

    @Test
    void theSnapshotsOfABackupThatIsDeletedBeforeTheyAreForgottenAreForgottenThen() {
        BackupId id = world.create("b1", "{}");
        Item failed = failedWithSnapshotsLeft(id);
        world.api.remove(failed.key());
        reconcile(failed, true);
        awaitForgotten(id);
    }

    @Test
    void soAreThoseOfOneThatNobodyRunsAnyMore() {
        BackupId id = world.create("b1", "{}");
        Item abandoned = world.inProgress(id);
        world.api.remove(abandoned.key());
        reconcile(abandoned, true);
        awaitForgotten(id);
    }

    private Item failedWithSnapshotsLeft(BackupId id) {
        return world.change(
                world.inPhase(id, "Failed"),
                json ->
                        json.withObject("/metadata/annotations")
                                .put("ark.dev/snapshots-left", "not a time"));
    }

    private void awaitForgotten(BackupId id) {
        await().pollInterval(Duration.ofMillis(2))
                .untilAsserted(
                        () -> assertThat(world.forgotten).containsExactly("b1/" + id.uid() + "/*"));
    }

    @Test
    void anAbandonedBackupIsSettled() {
        BackupId id = world.create("b1", "{}");
        reconcile(world.inProgress(id), false);
        awaitQuiet(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Failed");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NEW", "QUEUED", "READY_TO_START", "IN_PROGRESS"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyOtherPhaseIsLeftAlone(BackupPhase phase) {
        BackupId id = world.create("b1", "{}");
        Item before = world.inPhase(id, phase == BackupPhase.UNKNOWN ? "Mystery" : phase.text());
        reconcile(before, false);
        awaitQuiet(id);
        assertThat(world.stored(id)).isEqualTo(before);
    }

    @Test
    void aBackupThatRunsIsNotStartedAgainAndWhatIsShownOldDoesNoHarm() {
        BackupId id = world.create("b1", "{}");
        Item old = world.stored(id);
        reconcile(old, false);
        reconcile(old, false);
        awaitQuiet(id);
        reconcile(old, false);
        awaitQuiet(id);
        assertThat(world.stored(id).text("/status/phase")).isEqualTo("Completed");
        assertThat(world.api.requests())
                .filteredOn(request -> request.contains("/api/v1/configmaps?limit=500"))
                .hasSize(1);
    }

    @Test
    void aBackupThatIsDeletedIsCancelled() throws InterruptedException {
        BackupId id = world.create("b1", "{}");
        var reading = new CountDownLatch(1);
        var deleted = new CountDownLatch(1);
        holdNextList(reading, deleted);
        Item shown = world.stored(id);
        reconcile(shown, false);
        reading.await();
        world.api.remove(shown.key());
        reconcile(shown, true);
        awaitQuiet(id);
        deleted.countDown();
        assertThat(world.bucket.keys()).isEmpty();
    }

    @Test
    void twoBackupsRunAtOnceWhereTheServerIsSetSo() throws InterruptedException {
        try (var two = new Operations("backup", 2)) {
            reconciler = new BackupReconciler(world.tools, two, world.settings());
            BackupId slow = world.create("b1", "{}");
            BackupId quick = world.create("b2", "{}");
            var reading = new CountDownLatch(1);
            var quickIsDone = new CountDownLatch(1);
            holdNextList(reading, quickIsDone);
            reconcile(world.stored(slow), false);
            reading.await();
            reconcile(world.stored(quick), false);
            await().until(() -> !two.runs(quick.uid()));
            assertThat(world.stored(quick).text("/status/phase")).isEqualTo("Completed");
            assertThat(world.stored(slow).text("/status/phase")).isEqualTo("InProgress");
            quickIsDone.countDown();
            await().until(() -> !two.runs(slow.uid()));
            assertThat(world.stored(slow).text("/status/phase")).isEqualTo("Completed");
        }
    }

    /// The next backup that reads ConfigMaps says so, and waits.
    private void holdNextList(CountDownLatch reading, CountDownLatch until) {
        world.api.beforeNext(
                "GET",
                "/configmaps?limit=500",
                () -> {
                    reading.countDown();
                    awaitLatch(until);
                });
    }

    /// Not while one that was deleted clears their folder in the bucket.
    @Test
    void aBackupOfTheSameNameBeginsWhenTheDeletedOneHasClearedUp() throws InterruptedException {
        try (var two = new Operations("backup", 2)) {
            reconciler = new BackupReconciler(world.tools, two, world.settings());
            BackupId first = world.create("b1", "{}");
            Item shown = world.stored(first);
            var clearing = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var stored = new CountDownLatch(1);
            holdNextList(new CountDownLatch(1), clearing);
            world.between =
                    _ ->
                            new FaultyObjectStore(
                                    world.bucket,
                                    (FaultyObjectStore.Plan)
                                            call -> {
                                                if (call.verb().equals("list")) {
                                                    clearing.countDown();
                                                    awaitLatch(goOn);
                                                }
                                                if (call.key().endsWith("velero-backup.json")
                                                        && call.verb().equals("put")) {
                                                    stored.countDown();
                                                }
                                                return FaultyObjectStore.Fate.WORKS;
                                            });
            reconcile(shown, false);
            await().until(() -> !world.bucket.keys().isEmpty()); // it has its claim
            world.api.remove(shown.key());
            reconcile(shown, true);
            clearing.await();
            BackupId second = world.create("b1", "{}");
            reconcile(world.stored(second), false);
            boolean early = stored.await(200, TimeUnit.MILLISECONDS); // it had the time to
            goOn.countDown();
            await().until(() -> !two.runs(first.uid()) && !two.runs(second.uid()));
            assertThat(early).isFalse();
            assertThat(world.stored(second).text("/status/phase")).isEqualTo("Completed");
            assertThat(world.items("b1")).isNotEmpty();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBackupThatAFinalizerKeepsIsNotBegun() {
        BackupId id = world.create("b1", "{}");
        Item marked =
                world.change(
                        world.stored(id),
                        json ->
                                json.withObject("/metadata")
                                        .put("deletionTimestamp", "2026-11-21T16:15:17Z")
                                        .putArray("finalizers")
                                        .add("other/one"));
        reconcile(marked, false);
        awaitQuiet(id);
        assertThat(world.stored(id).text("/status/phase")).isEmpty();
    }

    @Test
    void theLastDeletionIsCountedThoughItComesAtOnce() {
        Item backup = world.stored(world.create("b1", "{}"));
        Item ended = backup.edit(json -> json.putObject("status").put("phase", "Completed"));
        reconcile(ended, false, ended);
        assertThat(total()).isEqualTo(1);
        reconcile(ended, true);
        assertThat(total()).isZero();
    }

    private double total() {
        return world.registry.scrape(name -> name.equals("velero_backup_total")).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .map(
                        io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot
                                        .class
                                ::cast)
                .mapToDouble(point -> point.getValue())
                .sum();
    }
}
