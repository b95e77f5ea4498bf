package ark.nodeagent;

import static ark.process.Flag.Form.COUNT;
import static ark.process.Flag.Form.DURATION;
import static ark.process.Flag.Form.LIST;
import static ark.process.Flag.Form.SWITCH;
import static ark.process.Flag.Form.TEXT;

import ark.process.Flag;
import ark.process.ProgramFlags;
import java.util.List;

/// Every flag of `ark node-agent`.
///
/// Source: the flags of `velero restic server` 1.9.7 and `velero node-agent server` 1.18, so that
/// the arguments of an existing DaemonSet go on working. What is *accepted* does nothing here.
final class AgentFlags {
    static final List<Flag> ALL =
            List.of(
                    Flag.of(
                            "--namespace -n",
                            TEXT,
                            "velero",
                            "Namespace of Ark's resources. Default also from the variables"
                                    + " VELERO_NAMESPACE and ARK_NAMESPACE."),
                    Flag.of(
                            "--node-name",
                            TEXT,
                            "",
                            "Name of the node. Default: the variable NODE_NAME."),
                    Flag.of(
                            "--volumes-at-once",
                            COUNT,
                            "2",
                            "How many volumes are backed up at once, and how many restored."),
                    Flag.of(
                            "--host-pods",
                            TEXT,
                            "/host_pods",
                            "Where the kubelet's folder of pods is mounted."),
                    Flag.of("--restic", TEXT, "/usr/bin/restic", "The program restic."),
                    Flag.of(
                            "--launcher",
                            TEXT,
                            "/usr/bin/ark-volume",
                            "The program in which volumes are touched."),
                    Flag.of(
                            "--scratch",
                            TEXT,
                            "",
                            "Folder for restic's cache and temporary files. Default: the variable"
                                    + " VELERO_SCRATCH_DIR, else the system's."),
                    ProgramFlags.KUBECONFIG,
                    ProgramFlags.KUBECONTEXT,
                    ProgramFlags.LOG_LEVEL,
                    ProgramFlags.LOG_FORMAT,
                    ProgramFlags.METRICS_ADDRESS,
                    Flag.of("--features", LIST, "", "Accepted, and named in the log."),
                    Flag.of("--resource-timeout", DURATION, "10m", "Accepted."),
                    Flag.of("--data-mover-prepare-timeout", DURATION, "30m", "Accepted."),
                    Flag.of("--node-agent-configmap", TEXT, "", "Accepted."),
                    Flag.of("--backup-repository-configmap", TEXT, "", "Accepted."),
                    Flag.of("--colorized", SWITCH, "true", "Accepted: the log has no colours."));

    private AgentFlags() {}
}
