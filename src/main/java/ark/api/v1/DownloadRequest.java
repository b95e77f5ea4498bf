package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Asks for a URL of one file of a backup or restore.
///
/// Every field is described in `crds/downloadrequests.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("downloadrequests")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class DownloadRequest
        extends CustomResource<DownloadRequestSpec, DownloadRequestStatus> implements Namespaced {}
