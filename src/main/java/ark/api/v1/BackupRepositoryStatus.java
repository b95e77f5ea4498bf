package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a repository can be used, and its last maintenances.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupRepositoryStatus(
        @Nullable RepositoryPhase phase,
        @Nullable String message,
        @WireTime @Nullable Instant lastMaintenanceTime,
        @Nullable List<Maintenance> recentMaintenance) {
    public BackupRepositoryStatus {
        recentMaintenance = Copies.list(recentMaintenance);
    }

    /// One run of maintenance.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Maintenance(
            @Nullable MaintenanceResult result,
            @WireTime @Nullable Instant startTimestamp,
            @WireTime @Nullable Instant completeTimestamp,
            @Nullable String message) {}
}
