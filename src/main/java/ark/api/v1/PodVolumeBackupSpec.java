package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which volume to capture. Every field is described in `crds/podvolumebackups.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodVolumeBackupSpec(
        @Nullable String node,
        @Nullable ObjectReference pod,
        @Nullable String volume,
        @Nullable String backupStorageLocation,
        @Nullable String repoIdentifier,
        @Nullable UploaderType uploaderType,
        @Nullable Map<String, String> tags,
        @Nullable Map<String, String> uploaderSettings,
        @Nullable Boolean cancel) {
    public PodVolumeBackupSpec {
        tags = Copies.map(tags);
        uploaderSettings = Copies.map(uploaderSettings);
    }
}
