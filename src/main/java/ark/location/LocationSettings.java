package ark.location;

import java.time.Duration;

/// How locations are looked after.
///
/// @param namespace the server's
/// @param defaultLocation the location that becomes the default one when none is marked so
/// @param validationFrequency for locations that do not say it themselves; zero: once
/// @param syncPeriod for locations that do not say it themselves; zero: never
/// @param syncing whether backups found in buckets are shown at all
/// @param removing whether Backups that a bucket has lost are removed
public record LocationSettings(
        String namespace,
        String defaultLocation,
        Duration validationFrequency,
        Duration syncPeriod,
        boolean syncing,
        boolean removing) {}
