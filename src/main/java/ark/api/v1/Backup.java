package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// One backup: what to capture, where to, and what became of it.
///
/// Every field is described in `crds/backups.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("backups")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Backup extends CustomResource<BackupSpec, BackupStatus> implements Namespaced {}
