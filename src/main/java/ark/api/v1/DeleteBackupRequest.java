package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Asks for a backup to be deleted with everything it owns.
///
/// Every field is described in `crds/deletebackuprequests.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("deletebackuprequests")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class DeleteBackupRequest
        extends CustomResource<DeleteBackupRequestSpec, DeleteBackupRequestStatus>
        implements Namespaced {}
