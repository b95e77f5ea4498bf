package ark.cli;

import ark.cli.config.ClientConfig;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.Terminal;
import ark.cli.session.Session;
import ark.cli.session.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `ark` itself: the flags that every command takes.
@Command(
        name = "ark",
        description = "Back up and restore Kubernetes resources and volumes.",
        synopsisSubcommandLabel = "COMMAND")
final class RootCommand {
    private static final String DEFAULT_NAMESPACE = "velero";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The kubeconfig to use. Default: KUBECONFIG, the pod's service account,"
                            + " or ~/.kube/config.")
    private String kubeconfig = "";

    @Option(
            names = "--kubecontext",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The context in the kubeconfig. Default: its current one.")
    private String kubecontext = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "Where the server runs. Default: the configured one, VELERO_NAMESPACE, or"
                            + " velero.")
    private String namespace = "";

    @Option(
            names = "--colorized",
            arity = "0..1",
            preprocessor = BareFlag.class,
            scope = ScopeType.INHERIT,
            description = "Colours on a terminal. Default: true")
    private String colorized = "";

    @Option(
            names = "--features",
            paramLabel = "NAME,...",
            scope = ScopeType.INHERIT,
            description = "Accepted for Velero's sake; no feature needs to be switched on.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private String features = "";

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            description = "debug shows where in the program an error arose. Default: info")
    private String logLevel = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private boolean help;

    /// The flags of Go's logger, which upstream's command line takes.
    @Option(
            names = {
                "-v",
                "--v",
                "--vmodule",
                "--log_dir",
                "--log-dir",
                "--log_file",
                "--log-file",
                "--log_file_max_size",
                "--log-file-max-size",
                "--log_backtrace_at",
                "--log-backtrace-at",
                "--stderrthreshold"
            },
            hidden = true,
            scope = ScopeType.INHERIT,
            description = "Accepted and ignored.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = {
                "--logtostderr",
                "--alsologtostderr",
                "--add_dir_header",
                "--add-dir-header",
                "--skip_headers",
                "--skip-headers",
                "--skip_log_headers",
                "--skip-log-headers",
                "--one_output",
                "--one-output"
            },
            arity = "0..1",
            preprocessor = BareFlag.class,
            hidden = true,
            scope = ScopeType.INHERIT,
            description = "Accepted and ignored.")
    @SuppressWarnings("UnusedVariable") // the parser must know it
    private List<String> ignoredToo = new ArrayList<>();

    /// Which cluster was asked for.
    record Target(String kubeconfig, String context) {}

    Target target() {
        return new Target(kubeconfig, kubecontext);
    }

    boolean debug() {
        return logLevel.equals("debug") || logLevel.equals("trace");
    }

    /// What the flags, the configuration file and the environment choose, in this order.
    Session.Choices choices(Surroundings surroundings) {
        Terminal terminal = surroundings.terminal();
        ClientConfig config = ClientConfig.in(surroundings.home());
        if (!config.problem().isEmpty()) {
            terminal.complain("WARNING: Error reading config file: " + config.problem());
        }
        var flags = new FlagReader("ark");
        boolean wanted =
                flags.choice(
                                "--colorized",
                                colorized.isEmpty() ? config.get("colorized") : colorized)
                        .orElse(true);
        flags.check();
        Map<String, String> environment = surroundings.environment();
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Session.Choices(
                firstOf(
                        namespace,
                        config.get("namespace"),
                        environment.getOrDefault("VELERO_NAMESPACE", ""),
                        DEFAULT_NAMESPACE),
                wanted && !refused && terminal.interactive(),
                config.get("cacert"));
    }

    private static String firstOf(String... values) {
        for (String value : values) {
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}
