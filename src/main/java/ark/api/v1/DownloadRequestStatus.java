package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The answer.
///
/// @param downloadURL where a plain GET gets the file, until `expiration`
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DownloadRequestStatus(
        @Nullable RequestPhase phase,
        @Nullable String downloadURL,
        @WireTime @Nullable Instant expiration) {}
