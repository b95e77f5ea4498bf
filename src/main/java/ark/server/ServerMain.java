package ark.server;

import ark.kubeconfig.Environment;
import ark.kubeconfig.KubeConfig;
import ark.kubeconfig.KubernetesClients;
import ark.operation.FailPoint;
import ark.process.CannotStartException;
import ark.process.Carriers;
import ark.process.HangUp;
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

/// `ark server`: reads flags and environment, runs one server to its end.
public final class ServerMain {
    private static final Logger log = LoggerFactory.getLogger(ServerMain.class);

    /// Where the process kills itself; see [FailPoint]. Unset but in tests.
    private static final String FAIL_POINT = "ARK_FAIL_POINT";

    /// As a process ends that was killed by a signal 9.
    private static final int KILLED = 137;

    private ServerMain() {}

    /// Runs the server until the process is told to end (SIGTERM, SIGINT), or it cannot go on.
    ///
    /// @param arguments the flags, without the word `server`
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
        var features = List.of(ServerSettings.Runs.EVERY_VERSION);
        return new Program("server", Flags.ALL, features, out, err)
                .run(
                        arguments,
                        given -> ServerSettings.of(given, variables),
                        settings -> serve(settings, variables));
    }

    /// Lets this process kill itself at a step: for tests of what the next one makes of it.
    private static void armFailPoint(Map<String, String> variables) {
        String point = variables.getOrDefault(FAIL_POINT, "");
        if (point.isEmpty()) {
            return;
        }
        try {
            FailPoint.arm(point, () -> Runtime.getRuntime().halt(KILLED));
        } catch (IllegalArgumentException e) {
            throw new CannotStartException(
                    FAIL_POINT + ": " + e.getMessage(),
                    "Unset this variable: it is for the tests of Ark itself.",
                    e);
        }
        log.atWarn()
                .addKeyValue("point", point)
                .log("THIS SERVER IS GOING TO KILL ITSELF: " + FAIL_POINT + " is set, for a test");
    }

    private static int serve(ServerSettings settings, Map<String, String> variables) {
        armFailPoint(variables);
        Path home = Path.of(Objects.requireNonNullElse(System.getProperty("user.home"), "/"));
        var environment = Environment.of(variables, home, InstantSource.system());
        ProcessProxies.use(variables);
        Config config = KubeConfig.load(settings.kubeconfig(), environment);
        HangUp.ignore();
        Machine machine = Machine.here(variables, Program.version());
        log.atInfo()
                .addKeyValue("version", machine.version())
                .addKeyValue("namespace", settings.namespace())
                .addKeyValue("cluster", config.getMasterUrl())
                .log("Ark server starts");
        try (KubernetesClient client = KubernetesClients.open(config);
                var server = new ArkServer(settings, client, machine)) {
            Program.closeWhenTold(server::close, server.ended()::isDone);
            server.start();
            return server.ended().join().exitCode();
        }
    }
}
