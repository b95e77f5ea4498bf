package ark.location;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import ark.api.v1.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a location is to be tried out and when its backups are to be looked for.
///
/// Source: upstream's rules: absent or negative means the server's setting; `0s` means once for the
/// validation, and never for the sync. A duration that cannot be read counts as absent.
///
/// @param validation empty: not any more
/// @param sync empty: never
record LocationPlan(Optional<Instant> validation, Optional<Instant> sync) {
    /// How often a location is looked at, when nothing happens before.
    static final Duration LOOK = Duration.ofSeconds(10);

    /// What is known of a location beside its resource.
    ///
    /// @param tried whether this process tried the location with its present spec
    record Facts(Instant now, boolean tried) {}

    static LocationPlan of(
            @Nullable BackupStorageLocationSpec spec,
            @Nullable BackupStorageLocationStatus status,
            LocationSettings settings,
            Facts facts) {
        Duration frequency =
                period(
                        spec == null ? null : spec.validationFrequency(),
                        settings.validationFrequency());
        Duration syncPeriod =
                period(spec == null ? null : spec.backupSyncPeriod(), settings.syncPeriod());
        Instant validated = status == null ? null : status.lastValidationTime();
        Instant synced = status == null ? null : status.lastSyncedTime();
        return new LocationPlan(
                validation(validated, frequency, facts),
                syncPeriod.isZero() || !settings.syncing()
                        ? Optional.empty()
                        : Optional.of(next(synced, syncPeriod, facts.now())));
    }

    private static Optional<Instant> validation(
            @Nullable Instant validated, Duration frequency, Facts facts) {
        if (frequency.isZero()) {
            return validated == null ? Optional.of(facts.now()) : Optional.empty();
        }
        return Optional.of(facts.tried() ? next(validated, frequency, facts.now()) : facts.now());
    }

    private static Instant next(@Nullable Instant last, Duration period, Instant now) {
        if (last == null || last.isAfter(now)) { // a clock went back
            return now;
        }
        return last.plus(period);
    }

    private static Duration period(@Nullable String text, Duration setting) {
        if (text == null) {
            return setting;
        }
        try {
            Duration period = GoDuration.parse(text);
            return period.isNegative() ? setting : period;
        } catch (IllegalArgumentException e) {
            return setting;
        }
    }

    boolean validationDue(Instant now) {
        return validation.filter(time -> !time.isAfter(now)).isPresent();
    }

    boolean syncDue(Instant now) {
        return sync.filter(time -> !time.isAfter(now)).isPresent();
    }
}
