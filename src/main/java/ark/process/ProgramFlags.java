package ark.process;

import static ark.process.Flag.Form.ADDRESS;
import static ark.process.Flag.Form.TEXT;

/// The flags that every program that stays has, with the same words.
///
/// Source: the flags that `velero server` and `velero node-agent server` share, 1.9.7 and 1.18.
public final class ProgramFlags {
    public static final Flag KUBECONFIG =
            Flag.of(
                    "--kubeconfig",
                    TEXT,
                    "",
                    "Kubeconfig file. Default: the variable KUBECONFIG, the pod's service"
                            + " account, ~/.kube/config.");
    public static final Flag KUBECONTEXT =
            Flag.of("--kubecontext", TEXT, "", "Context of the kubeconfig.");
    public static final Flag LOG_LEVEL =
            Flag.of(
                    "--log-level",
                    TEXT,
                    "info",
                    "One of trace, debug, info, warning, error, fatal, panic.");
    public static final Flag LOG_FORMAT =
            Flag.of("--log-format", TEXT, "text", "One of text, json.");
    public static final Flag METRICS_ADDRESS =
            Flag.of(
                    "--metrics-address",
                    ADDRESS,
                    ":8085",
                    "Where /metrics, /healthz and /readyz are served.");

    private ProgramFlags() {}
}
