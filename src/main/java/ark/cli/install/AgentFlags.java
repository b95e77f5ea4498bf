package ark.cli.install;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.install.InstallOptions.Agent;
import ark.install.InstallOptions.Resources;
import java.util.List;
import picocli.CommandLine.Option;

/// The node agents, which read and write the volumes of pods.
final class AgentFlags {
    @Option(
            names = {"--use-restic", "--use-node-agent"},
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Install the node agents, which capture pod volumes with restic.")
    private String useAgent = "";

    @Option(
            names = "--privileged-node-agent",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Run the node agents privileged, where host paths need that (OpenShift).")
    private String privileged = "";

    @Option(
            names = "--kubelet-root-dir",
            paramLabel = "PATH",
            description =
                    "The kubelet's folder on the nodes: /opt/rke/var/lib/kubelet for RancherOS,"
                            + " /var/vcap/data/kubelet for Enterprise PKS. Default:"
                            + " /var/lib/kubelet")
    private String kubeletRoot = "";

    @Option(
            names = "--node-agent-priority-class-name",
            paramLabel = "NAME",
            description = "PriorityClass of the node agents.")
    private String priorityClass = "";

    List<Agent> read(FlagReader flags, Resources resources, boolean volumesToRestic) {
        boolean used = flags.on("--use-restic", useAgent);
        boolean withAllRights = flags.on("--privileged-node-agent", privileged);
        if (volumesToRestic && !used) {
            flags.problem("--use-restic is required when using --default-volumes-to-restic");
        }
        String root = kubeletRoot.isEmpty() ? "/var/lib/kubelet" : kubeletRoot;
        if (!root.startsWith("/")) {
            flags.problem("--kubelet-root-dir: must be an absolute path, is " + root);
        }
        String trimmed = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        return used
                ? List.of(new Agent(resources, trimmed, withAllRights, priorityClass))
                : List.of();
    }
}
