package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Which repository. Every field is described in `crds/resticrepositories.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResticRepositorySpec(
        @Nullable String volumeNamespace,
        @Nullable String backupStorageLocation,
        @Nullable String resticIdentifier,
        @Nullable String maintenanceFrequency) {}
