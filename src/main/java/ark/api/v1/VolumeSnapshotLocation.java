package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Where a provider keeps volume snapshots.
///
/// Every field is described in `crds/volumesnapshotlocations.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("volumesnapshotlocations")
@ShortNames("vsl")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class VolumeSnapshotLocation
        extends CustomResource<VolumeSnapshotLocationSpec, VolumeSnapshotLocationStatus>
        implements Namespaced {}
