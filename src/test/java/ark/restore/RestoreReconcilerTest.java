package ark.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ark.api.v1.Restore;
import ark.api.v1.RestorePhase;
import ark.item.Item;
import ark.operation.Operations;
import ark.restore.request.RestoreRequest;
import ark.testing.Contexts;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestoreReconcilerTest {
    @TempDir private Path scratch;
    private final Operations operations = new Operations("restore", 1);
    private RestoreWorld world;
    private RestoreReconciler reconciler;

    @BeforeEach
    void start() {
        world = new RestoreWorld(scratch);
        world.archivedConfigMaps(2).stored();
        reconciler = new RestoreReconciler(world.tools(), operations, world.settings());
    }

    @AfterEach
    void stop() {
        operations.close();
        world.close();
    }

    private void reconcile(Item item, boolean deleted, Item... all) {
        Restore restore = RestoreObjects.decode(item);
        List<Restore> cached = List.of(all).stream().map(RestoreObjects::decode).toList();
        assertThat(reconciler.reconcile(restore, Contexts.of(deleted, cached)).isNoUpdate())
                .isTrue();
        String uid = item.text("/metadata/uid");
        await().pollInterval(Duration.ofMillis(2)).until(() -> !operations.runs(uid));
    }

    @Test
    void aNewRestoreIsCarriedOut() {
        world.restore("{backupName: b1}");
        reconcile(world.restore(), false);
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(world.server.stored("configmaps", "ns1", "c1")).isPresent();
    }

    @Test
    void aRestoreThatNobodyFinishedIsResumed() {
        world.restore("{backupName: b1}", "{phase: InProgress}");
        reconcile(world.restore(), false);
        assertThat(world.status().phase()).isEqualTo(RestorePhase.COMPLETED);
        assertThat(world.log()).contains("Resuming restore");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NEW", "IN_PROGRESS"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyOtherPhaseIsLeftAlone(RestorePhase phase) {
        String text = phase == RestorePhase.UNKNOWN ? "Mystery" : phase.text();
        world.restore("{backupName: b1}", "{phase: %s}".formatted(text));
        Item before = world.restore();
        reconcile(before, false);
        assertThat(world.restore()).isEqualTo(before);
        assertThat(world.server.requests()).isEmpty();
    }

    @Test
    void whatIsShownOldDoesNoHarm() {
        RestoreRequest.Id id = world.restore("{backupName: b1}");
        Item old = world.restore();
        reconcile(old, false);
        Item ended = world.restore();
        reconcile(old, false);
        assertThat(world.restore()).isEqualTo(ended);
        assertThat(operations.runs(id.uid())).isFalse();
    }

    @Test
    void aRestoreThatIsBeingDeletedIsNotBegun() {
        world.restore("{backupName: b1}");
        Item marked =
                world.restore()
                        .edit(
                                json ->
                                        json.withObject("/metadata")
                                                .put("deletionTimestamp", "2026-11-21T16:15:17Z"));
        reconcile(marked, false);
        reconcile(marked, true);
        assertThat(world.status().phase()).isNull();
        assertThat(world.server.stored("configmaps", "ns1", "c1")).isEmpty();
    }

    @Test
    void anApiServerThatStaysAwayLeavesTheRestoreForTheNextTime() {
        world.restore("{backupName: b1}");
        world.server.failNext(10_000, "GET", "/restores/r1", new ark.cluster.Fault.Reset());
        reconcile(world.restore(), false);
        assertThat(world.status().phase()).isNull();
    }

    @Test
    void theLastDeletionIsCountedThoughItComesAtOnce() {
        world.restore("{backupName: b1}", "{phase: Completed}");
        reconcile(world.restore(), false, world.restore());
        assertThat(total()).isEqualTo(1);
        reconcile(world.restore(), true);
        assertThat(total()).isZero();
    }

    private double total() {
        return world.metrics.scrape(name -> name.equals("velero_restore_total")).stream()
                .flatMap(metric -> metric.getDataPoints().stream())
                .map(GaugeDataPointSnapshot.class::cast)
                .mapToDouble(GaugeDataPointSnapshot::getValue)
                .sum();
    }
}
