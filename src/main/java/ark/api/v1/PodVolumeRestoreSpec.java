package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which volume to restore. Every field is described in `crds/podvolumerestores.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodVolumeRestoreSpec(
        @Nullable ObjectReference pod,
        @Nullable String volume,
        @Nullable String backupStorageLocation,
        @Nullable String repoIdentifier,
        @Nullable UploaderType uploaderType,
        @Nullable String snapshotID,
        @Nullable String sourceNamespace,
        @Nullable Map<String, String> uploaderSettings,
        @Nullable Boolean cancel,
        @Nullable Long snapshotSize) {
    public PodVolumeRestoreSpec {
        uploaderSettings = Copies.map(uploaderSettings);
    }
}
