package ark.install;

import ark.api.v1.Labels;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// The DaemonSet `restic`: the node agents.
final class AgentDaemonSet {
    static final String NAME = "restic";

    /// What an agent needs of root's rights; ADR 0011 says why each of them.
    static final List<String> CAPABILITIES =
            List.of(
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "DAC_READ_SEARCH",
                    "FOWNER",
                    "FSETID",
                    "MKNOD",
                    "SETFCAP",
                    "SYS_ADMIN");

    private static final int READABLE_BY_OWNER = 0400;

    private AgentDaemonSet() {}

    static ObjectNode of(InstallOptions options, InstallOptions.Agent agent) {
        var workload = new Workload(options);
        ObjectNode daemonSet = Workload.object("apps/v1", "DaemonSet", NAME, options.namespace());
        daemonSet
                .putObject("spec")
                .putObject("selector")
                .putObject("matchLabels")
                .put("name", NAME);
        ObjectNode template =
                workload.template(
                        daemonSet, Map.of(Labels.COMPONENT, Labels.COMPONENT_VALUE, "name", NAME));
        ObjectNode container = workload.container(NAME, List.of("node-agent"));
        workload.variableOf("NODE_NAME", "spec.nodeName");
        workload.variableOf("VELERO_NAMESPACE", "metadata.namespace");
        workload.variable("VELERO_SCRATCH_DIR", "/scratch");
        workload.volume("host-pods")
                .putObject("hostPath")
                .put("path", agent.kubeletRoot() + "/pods");
        // What is mounted later for a new pod must be seen here, too.
        workload.mount("host-pods", "/host_pods").put("mountPropagation", "HostToContainer");
        workload.writable();
        workload.credentials(READABLE_BY_OWNER);
        workload.locationVolume();
        workload.resources(agent.resources());
        workload.probes();
        confine(workload, container, agent.privileged());
        template.set("spec", workload.pod(Accounts.AGENT, agent.priorityClass()));
        return daemonSet;
    }

    /// The default profiles of AppArmor and seccomp forbid `mount` and `pivot_root`.
    private static void confine(Workload workload, ObjectNode container, boolean privileged) {
        ObjectNode pod = workload.podSecurity();
        pod.put("runAsUser", 0).put("runAsGroup", 0);
        pod.putObject("seccompProfile").put("type", "Unconfined");
        ObjectNode security = container.putObject("securityContext");
        security.put("readOnlyRootFilesystem", true);
        if (privileged) {
            security.put("privileged", true);
            return;
        }
        security.put("allowPrivilegeEscalation", false);
        ObjectNode capabilities = security.putObject("capabilities");
        capabilities.putArray("drop").add("ALL");
        CAPABILITIES.forEach(capabilities.putArray("add")::add);
        security.putObject("appArmorProfile").put("type", "Unconfined");
    }
}
