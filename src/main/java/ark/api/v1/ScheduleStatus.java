package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a schedule did last. Every field is described in `crds/schedules.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ScheduleStatus(
        @Nullable SchedulePhase phase,
        @WireTime @Nullable Instant lastBackup,
        @WireTime @Nullable Instant lastSkipped,
        @Nullable List<String> validationErrors) {
    public ScheduleStatus {
        validationErrors = Copies.list(validationErrors);
    }
}
