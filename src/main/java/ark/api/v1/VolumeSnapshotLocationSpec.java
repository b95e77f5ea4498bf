package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where volume snapshots are kept.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeSnapshotLocationSpec(
        @Nullable String provider,
        @Nullable Map<String, String> config,
        @Nullable SecretKeySelector credential) {
    public VolumeSnapshotLocationSpec {
        config = Copies.map(config);
    }
}
