package ark.cli.install;

import ark.cli.flag.FlagReader;
import ark.install.InstallOptions.Extras;
import ark.install.InstallOptions.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// What the pods of an installation look like.
final class PodFlags {
    private static final Pattern PROXY = Pattern.compile("https?://[^\\s/,]+/?");

    /// What no proxy outside can reach: the API server, whose address the kubelet fills in, the
    /// cluster's services, and the service that gives a machine its role.
    private static final List<String> DIRECT =
            List.of("$(KUBERNETES_SERVICE_HOST)", "169.254.169.254", ".svc", ".cluster.local");

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Image of server and node agents. Default: ark:VERSION")
    private String image = "";

    @Option(
            names = "--pod-annotations",
            paramLabel = "KEY=VALUE,...",
            description = "Annotations of the pods.")
    private List<String> podAnnotations = new ArrayList<>();

    @Option(
            names = "--pod-labels",
            paramLabel = "KEY=VALUE,...",
            description = "Labels of the pods.")
    private List<String> podLabels = new ArrayList<>();

    @Option(
            names = "--sa-annotations",
            paramLabel = "KEY=VALUE,...",
            description = "Annotations of the service accounts, such as the role of a cloud.")
    private List<String> accountAnnotations = new ArrayList<>();

    @Option(
            names = "--velero-pod-cpu-request",
            paramLabel = "QUANTITY",
            description = "CPU that the server asks for; 0 for none. Default: 500m")
    private String serverCpuRequest = "";

    @Option(
            names = "--velero-pod-mem-request",
            paramLabel = "QUANTITY",
            description = "Memory that the server asks for. Default: 128Mi")
    private String serverMemoryRequest = "";

    @Option(
            names = "--velero-pod-cpu-limit",
            paramLabel = "QUANTITY",
            description = "CPU that the server may take; 0 for no limit. Default: 1000m")
    private String serverCpuLimit = "";

    @Option(
            names = "--velero-pod-mem-limit",
            paramLabel = "QUANTITY",
            description = "Memory that the server may take. Default: 512Mi")
    private String serverMemoryLimit = "";

    @Option(
            names = {"--restic-pod-cpu-request", "--node-agent-pod-cpu-request"},
            paramLabel = "QUANTITY",
            description = "CPU that a node agent asks for. Default: 500m")
    private String agentCpuRequest = "";

    @Option(
            names = {"--restic-pod-mem-request", "--node-agent-pod-mem-request"},
            paramLabel = "QUANTITY",
            description = "Memory that a node agent asks for. Default: 512Mi")
    private String agentMemoryRequest = "";

    @Option(
            names = {"--restic-pod-cpu-limit", "--node-agent-pod-cpu-limit"},
            paramLabel = "QUANTITY",
            description = "CPU that a node agent may take. Default: 1000m")
    private String agentCpuLimit = "";

    @Option(
            names = {"--restic-pod-mem-limit", "--node-agent-pod-mem-limit"},
            paramLabel = "QUANTITY",
            description = "Memory that a node agent may take. Default: 1Gi")
    private String agentMemoryLimit = "";

    @Option(
            names = "--https-proxy",
            paramLabel = "URL",
            description = "The proxy by which server and node agents reach the bucket.")
    private String proxy = "";

    @Option(
            names = "--no-proxy",
            paramLabel = "HOST,...",
            description =
                    "Hosts, domains and networks to reach without the proxy, in addition to the"
                            + " cluster itself.")
    private List<String> noProxy = new ArrayList<>();

    String image() {
        String version = PodFlags.class.getPackage().getImplementationVersion();
        return !image.isEmpty() ? image : "ark:" + (version == null ? "0.0.0-dev" : version);
    }

    Extras extras(FlagReader flags) {
        return new Extras(
                flags.map("--pod-annotations", podAnnotations, '='),
                flags.labels("--pod-labels", podLabels),
                flags.map("--sa-annotations", accountAnnotations, '='),
                variables(flags));
    }

    private Map<String, String> variables(FlagReader flags) {
        if (proxy.isEmpty()) {
            if (!noProxy.isEmpty()) {
                flags.problem("--no-proxy is of use with --https-proxy only");
            }
            return Map.of();
        }
        if (!PROXY.matcher(proxy).matches()) {
            flags.problem("--https-proxy: must be a URL as http://proxy:3128, is " + proxy);
        }
        var direct = new ArrayList<>(DIRECT);
        direct.addAll(noProxy);
        return Map.of("HTTPS_PROXY", proxy, "NO_PROXY", String.join(",", direct));
    }

    Resources ofServer(FlagReader flags) {
        Resources usual = Resources.OF_SERVER;
        return checked(
                flags,
                new Resources(
                        or(serverCpuRequest, usual.cpuRequest()),
                        or(serverMemoryRequest, usual.memoryRequest()),
                        or(serverCpuLimit, usual.cpuLimit()),
                        or(serverMemoryLimit, usual.memoryLimit())));
    }

    Resources ofAgent(FlagReader flags) {
        Resources usual = Resources.OF_AGENT;
        return checked(
                flags,
                new Resources(
                        or(agentCpuRequest, usual.cpuRequest()),
                        or(agentMemoryRequest, usual.memoryRequest()),
                        or(agentCpuLimit, usual.cpuLimit()),
                        or(agentMemoryLimit, usual.memoryLimit())));
    }

    private static Resources checked(FlagReader flags, Resources wanted) {
        Quantities.check(flags, "CPU", wanted.cpuRequest(), wanted.cpuLimit());
        Quantities.check(flags, "Memory", wanted.memoryRequest(), wanted.memoryLimit());
        return wanted;
    }

    private static String or(String given, String usual) {
        return given.isEmpty() ? usual : given;
    }
}
