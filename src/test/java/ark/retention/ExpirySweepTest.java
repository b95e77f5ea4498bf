package ark.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.api.v1.BackupStorageLocation;
import ark.cluster.ClusterException;
import ark.cluster.FakeApiServer;
import ark.cluster.Fault;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.event.Events;
import ark.item.GroupResource;
import ark.item.Item;
import ark.spi.StoreException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpirySweepTest {
    private static final ResourceType EVENTS =
            ResourceType.of(GroupResource.core("events"), "v1", "Event", true);

    private final FakeApiServer api = new FakeApiServer();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RetentionMetrics metrics = new RetentionMetrics(registry);
    private Instant now = Instant.parse("2026-11-21T16:15:17Z");
    private Duration clusterIsAhead = Duration.ZERO;
    private Duration storeIsAhead = Duration.ZERO;
    private boolean storeAnswers = true;

    @BeforeEach
    void serve() {
        List.of(
                        Resources.BACKUPS,
                        Resources.RESTORES,
                        Resources.REQUESTS,
                        Resources.LOCATIONS,
                        EVENTS)
                .forEach(api::serve);
        addLocation("");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void anExpiredBackupIsAskedToBeDeletedOnce() {
        add(1, 0);
        sweep();
        sweep();
        List<Item> requests = all(Resources.REQUESTS);
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().key().name()).startsWith("old-0-");
        assertThat(requests.getFirst().text("/spec/backupName")).isEqualTo("old-0");
        assertThat(requests.getFirst().labels())
                .containsEntry("velero.io/backup-name", "old-0")
                .containsEntry("velero.io/backup-uid", "u-old-0");
        assertThat(stopped()).isZero();
    }

    @Test
    void tooManyAtOnceStayUntilSomebodyConfirmsAndThatCountsOnce() {
        add(4, 9);
        sweep();
        sweep();
        assertThat(all(Resources.REQUESTS)).isEmpty();
        assertThat(stopped()).isEqualTo(1);
        assertThat(location().annotations())
                .containsEntry("ark.dev/expiry-stopped", "4 of 13 backups would expire at once");
        assertThat(all(EVENTS)).hasSize(1);
        assertThat(all(EVENTS).getFirst().text("/message")).contains("ark.dev/confirm-expiry=true");

        addLocation("\"ark.dev/confirm-expiry\": \"true\", \"ark.dev/expiry-stopped\": \"x\"");
        sweep();
        assertThat(all(Resources.REQUESTS)).hasSize(4);
        assertThat(stopped()).isZero();
        assertThat(location().annotations()).isEmpty();
    }

    @Test
    void whoConfirmsForEverIsNotAskedAgain() {
        add(4, 0);
        addLocation("\"ark.dev/confirm-expiry\": \"always\"");
        sweep();
        assertThat(all(Resources.REQUESTS)).hasSize(4);
        assertThat(location().annotations()).containsEntry("ark.dev/confirm-expiry", "always");
    }

    @Test
    void aClockThatDiffersFromTheStoresOrTheApiServersStopsEverything() {
        add(1, 20);
        storeIsAhead = Duration.ofMinutes(-301);
        sweep();
        assertThat(reason()).isEqualTo("the server's clock is 5h0m0s ahead of that of the store");
        storeIsAhead = Duration.ofMinutes(5);
        clusterIsAhead = Duration.ofMinutes(5).plusSeconds(1);
        sweep();
        assertThat(reason()).isEqualTo("the server's clock is 5m0s behind that of the API server");
        assertThat(all(Resources.REQUESTS)).isEmpty();
        assertThat(stopped()).isEqualTo(1);

        clusterIsAhead = Duration.ofMinutes(5);
        sweep();
        assertThat(all(Resources.REQUESTS)).hasSize(1);
        assertThat(location().annotations()).isEmpty();
    }

    @Test
    void aClockThatJumpedTenYearsAheadCostsNoBackup() {
        add(0, 30);
        now = now.plus(Duration.ofDays(3650));
        storeIsAhead = Duration.ofDays(-3650);
        clusterIsAhead = Duration.ofDays(-3650);
        sweep();
        assertThat(all(Resources.REQUESTS)).isEmpty();
        storeIsAhead = Duration.ZERO; // all three jumped
        clusterIsAhead = Duration.ZERO;
        sweep();
        assertThat(all(Resources.REQUESTS)).isEmpty();
        assertThat(reason()).isEqualTo("30 of 30 backups would expire at once");
    }

    @Test
    void aStoreThatDoesNotAnswerLetsNothingExpireAndIsNoStop() {
        add(1, 0);
        storeAnswers = false;
        sweep();
        assertThat(all(Resources.REQUESTS)).isEmpty();
        assertThat(location().annotations()).isEmpty();
    }

    @Test
    void anExpiredBackupWithoutItsLocationSaysSo() {
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "b", "uid": "u"},
                 "spec": {"storageLocation": "nowhere"},
                 "status": {"phase": "Completed", "expiration": "2026-01-01T00:00:00Z"}}
                """);
        sweep();
        assertThat(api.stored("backups.velero.io", "velero", "b").orElseThrow().labels())
                .containsEntry("velero.io/gc-failure", "BSLNotFound");
    }

    @Test
    void aBackupThatARestoreWaitsForStays() {
        add(1, 0);
        api.add(
                "restores.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "r"},
                 "spec": {"backupName": "old-0"}}
                """);
        sweep();
        assertThat(all(Resources.REQUESTS)).isEmpty();
    }

    @Test
    void aSweepThatDiesIsFinishedByTheNext() {
        add(3, 0);
        api.failNext(1, "POST", "deletebackuprequests", Fault.forbidden("died"));
        assertThatThrownBy(this::sweep).isInstanceOf(ClusterException.class);
        now = now.plusSeconds(60);
        sweep();
        assertThat(all(Resources.REQUESTS)).hasSize(3);
    }

    @Test
    void sweepsKeepTheirDistanceAndTheirPeriod() {
        var pace = new SweepPace(Duration.ofMinutes(1), Duration.ofHours(1));
        assertThat(pace.mayBegin(now, false)).isTrue();
        assertThat(pace.mayBegin(now.plusSeconds(59), true)).isFalse();
        assertThat(pace.mayBegin(now.plusSeconds(60), false)).isFalse();
        assertThat(pace.mayBegin(now.plusSeconds(60), true)).isTrue();
        assertThat(pace.mayBegin(now.plusSeconds(3660), false)).isTrue();
        assertThat(pace.mayBegin(now, false)).as("the clock went back").isTrue();
    }

    private void sweep() {
        var clocks =
                new OtherClocks() {
                    @Override
                    public Optional<Instant> ofCluster() {
                        return Optional.of(now.plus(clusterIsAhead));
                    }

                    @Override
                    public Optional<Instant> ofStore(BackupStorageLocation location) {
                        if (!storeAnswers) {
                            throw new StoreException(
                                    StoreException.Reason.UNREACHABLE, "asking", "no answer", null);
                        }
                        return Optional.of(now.plus(storeIsAhead));
                    }
                };
        new ExpirySweep(
                        new Resources(api.cluster(), "velero"),
                        clocks,
                        new Events(api.cluster(), () -> now),
                        metrics,
                        () -> now)
                .run(Duration.ofHours(1));
    }

    private void addLocation(String annotations) {
        api.add(
                "backupstoragelocations.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "default", "uid": "u-default",
                  "annotations": {%s}}, "spec": {}}
                """
                        .formatted(annotations));
    }

    private void add(int expired, int others) {
        for (int number = 0; number < expired; number++) {
            addBackup("old-" + number, now);
        }
        for (int number = 0; number < others; number++) {
            addBackup("new-" + number, now.plusSeconds(9999));
        }
    }

    private void addBackup(String name, Instant expiration) {
        api.add(
                "backups.velero.io",
                """
                {"metadata": {"namespace": "velero", "name": "%s", "uid": "u-%s"},
                 "spec": {"storageLocation": "default"},
                 "status": {"phase": "Completed", "expiration": "%s"}}
                """
                        .formatted(name, name, expiration));
    }

    private List<Item> all(ResourceType type) {
        return api.cluster().items(ListRequest.all(type));
    }

    private Item location() {
        return api.stored("backupstoragelocations.velero.io", "velero", "default").orElseThrow();
    }

    private String reason() {
        return location().annotations().getOrDefault("ark.dev/expiry-stopped", "");
    }

    private double stopped() {
        return registry.scrape(name -> name.startsWith("ark_expiry_stopped")).stream()
                .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }
}
