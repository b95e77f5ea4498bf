package ark.nodeagent;

import ark.kubeconfig.Environment;
import ark.kubeconfig.KubeConfig;
import ark.kubeconfig.KubernetesClients;
import ark.process.Carriers;
import ark.process.Program;
import ark.proxy.ProcessProxies;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `ark node-agent`: reads flags and environment, runs one agent to its end.
public final class NodeAgentMain {
    private static final Logger log = LoggerFactory.getLogger(NodeAgentMain.class);

    private NodeAgentMain() {}

    /// Runs the agent until the process is told to end (SIGTERM, SIGINT), or it cannot go on.
    ///
    /// @param arguments the flags, without the words before them
    /// @return the exit code: 0 done, 1 failed, 2 wrong flags
    public static int run(String[] arguments) {
        Carriers.provide();
        return run(List.of(arguments), System.out, System.err, System.getenv());
    }

    static int run(
            List<String> arguments,
            PrintStream out,
            PrintStream err,
            Map<String, String> variables) {
        return new Program("node-agent", AgentFlags.ALL, List.of(), out, err)
                .run(
                        arguments,
                        given -> AgentSettings.of(given, variables),
                        settings -> serve(settings, variables));
    }

    private static int serve(AgentSettings settings, Map<String, String> variables) {
        Path home = Path.of(Objects.requireNonNullElse(System.getProperty("user.home"), "/"));
        var environment = Environment.of(variables, home, InstantSource.system());
        ProcessProxies.use(variables);
        Config config = KubeConfig.load(settings.kubeconfig(), environment);
        log.atInfo()
                .addKeyValue("version", Program.version())
                .addKeyValue("namespace", settings.namespace())
                .addKeyValue("node", settings.node())
                .addKeyValue("cluster", config.getMasterUrl())
                .log("Ark node agent starts");
        try (KubernetesClient client = KubernetesClients.open(config);
                var agent = new NodeAgent(settings, client)) {
            Program.closeWhenTold(agent::close, agent.ended()::isDone);
            agent.start(variables);
            return agent.ended().join().exitCode();
        }
    }
}
