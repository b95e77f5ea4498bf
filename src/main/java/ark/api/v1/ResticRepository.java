package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// The restic repository of one namespace in one location, as Velero up to 1.9 has it.
///
/// Every field is described in `crds/resticrepositories.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("resticrepositories")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class ResticRepository
        extends CustomResource<ResticRepositorySpec, ResticRepositoryStatus>
        implements Namespaced {}
