package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// The repository of one namespace in one location, as Velero has it since 1.10.
///
/// Every field is described in `crds/backuprepositories.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("backuprepositories")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class BackupRepository
        extends CustomResource<BackupRepositorySpec, BackupRepositoryStatus>
        implements Namespaced {}
