package ark.cli.install;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Flags of Velero that change nothing here, so that existing command lines go on working.
final class AcceptedFlags {
    @Option(
            names = "--plugins",
            paramLabel = "IMAGE,...",
            description = "Accepted: the providers are built in.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private List<String> plugins = new ArrayList<>();

    @Option(
            names = "--uploader-type",
            paramLabel = "NAME",
            hidden = true,
            description = "Only restic.")
    private String uploader = "";

    @Option(
            names = "--use-node-agent-windows",
            arity = "0..1",
            preprocessor = BareFlag.class,
            hidden = true,
            description = "Only false.")
    private String windows = "";

    @Option(
            names = "--node-agent-disable-host-path",
            arity = "0..1",
            preprocessor = BareFlag.class,
            hidden = true,
            description = "Only false.")
    private String noHostPath = "";

    @Option(
            names = "--default-snapshot-move-data",
            arity = "0..1",
            preprocessor = BareFlag.class,
            hidden = true,
            description = "Only false.")
    private String moveData = "";

    @Option(
            names = {"--disable-informer-cache", "--csi-snapshot-early-frequent-polling"},
            arity = "0..1",
            preprocessor = BareFlag.class,
            hidden = true,
            description = "Accepted.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = {
                "--item-block-worker-count",
                "--node-agent-configmap",
                "--backup-repository-configmap",
                "--repo-maintenance-job-configmap",
                "--keep-latest-maintenance-jobs",
                "--maintenance-job-cpu-request",
                "--maintenance-job-mem-request",
                "--maintenance-job-cpu-limit",
                "--maintenance-job-mem-limit"
            },
            paramLabel = "VALUE",
            hidden = true,
            description = "Accepted.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private List<String> ignoredToo = new ArrayList<>();

    /// Notes what cannot be accepted, because the person would miss it.
    void check(FlagReader flags) {
        if (!uploader.isEmpty() && !uploader.equals("restic")) {
            flags.problem("--uploader-type: only restic is there, not " + uploader);
        }
        refuse(flags, "--use-node-agent-windows", windows, "there are no agents for Windows");
        refuse(flags, "--node-agent-disable-host-path", noHostPath, "volumes are found there");
        refuse(flags, "--default-snapshot-move-data", moveData, "snapshots are not moved");
    }

    private static void refuse(FlagReader flags, String flag, String text, String why) {
        if (flags.on(flag, text)) {
            flags.problem(flag + ": " + why);
        }
    }
}
