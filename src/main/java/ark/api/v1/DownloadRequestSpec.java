package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Which file is asked for.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DownloadRequestSpec(@Nullable Target target) {
    /// A file of a backup or restore.
    ///
    /// @param name of the backup, or of the restore when the kind begins with `Restore`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Target(@Nullable DownloadKind kind, @Nullable String name) {}
}
