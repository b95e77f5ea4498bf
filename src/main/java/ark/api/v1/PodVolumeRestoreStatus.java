package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of a volume. Every field is described in `crds/podvolumerestores.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodVolumeRestoreStatus(
        @Nullable PodVolumePhase phase,
        @Nullable String message,
        @WireTime @Nullable Instant acceptedTimestamp,
        @WireTime @Nullable Instant startTimestamp,
        @WireTime @Nullable Instant completionTimestamp,
        @Nullable VolumeProgress progress,
        @Nullable String node) {}
