package ark.api.v1;

import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A bucket, or a part of one, that backups are kept in.
///
/// Every field is described in `crds/backupstoragelocations.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("backupstoragelocations")
@ShortNames("bsl")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class BackupStorageLocation
        extends CustomResource<BackupStorageLocationSpec, BackupStorageLocationStatus>
        implements Namespaced {
    /// A location as the stores take it.
    ///
    /// @throws IllegalArgumentException when a field has another shape than this version knows
    public static BackupStorageLocation of(Item item) {
        return Json.mapper().convertValue(item.copyOfJson(), BackupStorageLocation.class);
    }
}
