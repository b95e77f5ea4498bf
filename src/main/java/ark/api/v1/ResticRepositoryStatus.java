package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a repository can be used.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResticRepositoryStatus(
        @Nullable RepositoryPhase phase,
        @Nullable String message,
        @WireTime @Nullable Instant lastMaintenanceTime) {}
