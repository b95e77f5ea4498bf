package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// The capture of one volume of one pod.
///
/// Every field is described in `crds/podvolumebackups.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("podvolumebackups")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class PodVolumeBackup
        extends CustomResource<PodVolumeBackupSpec, PodVolumeBackupStatus> implements Namespaced {}
