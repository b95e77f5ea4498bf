package ark.location;

import static org.assertj.core.api.Assertions.assertThat;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T16:15:17Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final LocationSettings SETTINGS =
            new LocationSettings("velero", "default", MINUTE, MINUTE.multipliedBy(2), true, true);

    @Test
    void aNewLocationIsTriedAndSyncedAtOnce() {
        LocationPlan plan = plan(null, null, null, false);
        assertThat(plan.validationDue(NOW)).isTrue();
        assertThat(plan.syncDue(NOW)).isTrue();
    }

    @Test
    void whatTheLocationDoesNotSayTheServerSays() {
        LocationPlan plan = plan(null, null, NOW, true);
        assertThat(plan.validation()).contains(NOW.plus(MINUTE));
        assertThat(plan.sync()).contains(NOW.plus(MINUTE.multipliedBy(2)));
    }

    @Test
    void aLocationMayHaveItsOwnPeriods() {
        LocationPlan plan = plan("5m", "1h", NOW, true);
        assertThat(plan.validation()).contains(NOW.plus(MINUTE.multipliedBy(5)));
        assertThat(plan.sync()).contains(NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void zeroMeansOnceForTheValidationAndNeverForTheSync() {
        LocationPlan fresh = plan("0s", "0s", null, false);
        assertThat(fresh.validationDue(NOW)).isTrue();
        assertThat(fresh.sync()).isEmpty();

        LocationPlan later = plan("0s", "0s", NOW.minus(Duration.ofDays(9)), false);
        assertThat(later.validation()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5m", "soon", "5", ""})
    void whatCannotBeAPeriodCountsAsNotSaid(String period) {
        assertThat(plan(period, period, NOW, true)).isEqualTo(plan(null, null, NOW, true));
    }

    @Test
    void aChangedLocationOrANewServerTriesAtOnce() {
        LocationPlan plan = plan(null, null, NOW.minusSeconds(1), false);
        assertThat(plan.validationDue(NOW)).isTrue();
        assertThat(plan.syncDue(NOW)).isFalse();
    }

    @Test
    void aClockThatWentBackPostponesNothing() {
        LocationPlan plan = plan(null, null, NOW.plus(Duration.ofDays(300)), true);
        assertThat(plan.validationDue(NOW)).isTrue();
        assertThat(plan.syncDue(NOW)).isTrue();
    }

    @Test
    void aServerThatDoesNotSyncNeverSyncs() {
        var settings = new LocationSettings("velero", "default", MINUTE, MINUTE, false, false);
        var facts = new LocationPlan.Facts(NOW, false);
        assertThat(LocationPlan.of(null, null, settings, facts).sync()).isEqualTo(Optional.empty());
    }

    private static LocationPlan plan(
            @Nullable String validation,
            @Nullable String sync,
            @Nullable Instant last,
            boolean tried) {
        var spec =
                BackupStorageLocationSpec.builder()
                        .validationFrequency(validation)
                        .backupSyncPeriod(sync)
                        .build();
        var status = new BackupStorageLocationStatus(null, null, last, last, null, null);
        return LocationPlan.of(spec, status, SETTINGS, new LocationPlan.Facts(NOW, tried));
    }
}
