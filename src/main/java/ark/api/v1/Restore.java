package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// One restore: which backup, which part of it, and what became of it.
///
/// Every field is described in `crds/restores.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("restores")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Restore extends CustomResource<RestoreSpec, RestoreStatus>
        implements Namespaced {}
