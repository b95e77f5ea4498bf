package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// When to take which backup. Every field is described in `crds/schedules.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ScheduleSpec(
        @Nullable BackupSpec template,
        @Nullable String schedule,
        @Nullable Boolean useOwnerReferencesInBackup,
        @Nullable Boolean paused,
        @Nullable Boolean skipImmediately) {}
