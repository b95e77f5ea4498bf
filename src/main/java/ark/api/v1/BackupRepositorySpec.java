package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which repository. Every field is described in `crds/backuprepositories.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupRepositorySpec(
        @Nullable String volumeNamespace,
        @Nullable String backupStorageLocation,
        @Nullable UploaderType repositoryType,
        @Nullable String resticIdentifier,
        @Nullable String maintenanceFrequency,
        @Nullable Map<String, String> repositoryConfig) {
    public BackupRepositorySpec {
        repositoryConfig = Copies.map(repositoryConfig);
    }
}
