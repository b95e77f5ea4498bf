package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServerStatusRequestStatus(
        @Nullable RequestPhase phase,
        @WireTime @Nullable Instant processedTimestamp,
        @Nullable String serverVersion,
        @Nullable List<Plugin> plugins) {
    public ServerStatusRequestStatus {
        plugins = Copies.list(plugins);
    }

    /// One plugin or built-in action of the server.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Plugin(@Nullable String name, @Nullable String kind) {}
}
