package ark.install;

import ark.api.v1.Labels;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The Deployment `velero`, by which clients of Velero find the server.
final class ServerDeployment {
    static final String NAME = "velero";

    /// "nonroot" of the image, as a number: the kubelet must see that it is not root.
    private static final int USER = 65532;

    private static final int DOWNLOAD_PORT = 8086;

    private static final int READABLE_BY_GROUP = 0440;

    private ServerDeployment() {}

    static ObjectNode of(InstallOptions options) {
        var workload = new Workload(options);
        ObjectNode deployment = Workload.object("apps/v1", "Deployment", NAME, options.namespace());
        deployment
                .putObject("spec")
                .putObject("selector")
                .putObject("matchLabels")
                .put("deploy", NAME);
        ObjectNode template =
                workload.template(
                        deployment,
                        Map.of(Labels.COMPONENT, Labels.COMPONENT_VALUE, "deploy", NAME));
        var arguments = new ArrayList<>(List.of("server"));
        arguments.addAll(options.server().arguments());
        ObjectNode container = workload.container(NAME, arguments);
        container
                .withArray("/ports")
                .addObject()
                .put("name", "download")
                .put("containerPort", DOWNLOAD_PORT);
        workload.variable("VELERO_SCRATCH_DIR", "/scratch");
        workload.variableOf("VELERO_NAMESPACE", "metadata.namespace");
        workload.variableOf("POD_IP", "status.podIP"); // in the URLs of downloads
        workload.variable("ARK_IMAGE", options.image());
        workload.writable();
        workload.credentials(READABLE_BY_GROUP);
        workload.locationVolume();
        workload.resources(options.server().resources());
        workload.probes();
        confine(workload, container);
        template.set(
                "spec", workload.pod(Accounts.server(options), options.server().priorityClass()));
        return deployment;
    }

    /// Not root, but where its bucket is a folder: what the node agents write there is root's.
    private static void confine(Workload workload, ObjectNode container) {
        boolean root = workload.hasLocationVolume();
        ObjectNode pod = workload.podSecurity();
        pod.put("runAsNonRoot", !root).put("runAsUser", root ? 0 : USER);
        pod.put("runAsGroup", root ? 0 : USER);
        if (!root) {
            pod.put("fsGroup", USER);
        }
        pod.putObject("seccompProfile").put("type", "RuntimeDefault");
        ObjectNode security = container.putObject("securityContext");
        security.put("allowPrivilegeEscalation", false).put("readOnlyRootFilesystem", true);
        ObjectNode capabilities = security.putObject("capabilities");
        capabilities.putArray("drop").add("ALL");
        if (root) {
            capabilities.putArray("add").add("DAC_OVERRIDE"); // whoever owns the folder
        }
    }
}
