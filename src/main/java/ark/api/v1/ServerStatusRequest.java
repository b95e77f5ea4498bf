package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Asks the server for its version and plugins.
///
/// Every field is described in `crds/serverstatusrequests.yaml`.
@Group("velero.io")
@Version("v1")
@Plural("serverstatusrequests")
@ShortNames("ssr")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class ServerStatusRequest
        extends CustomResource<ServerStatusRequestSpec, ServerStatusRequestStatus>
        implements Namespaced {}
