package ark.server;

import ark.kubeconfig.Environment;
import ark.kubeconfig.KubeConfig;
import ark.kubeconfig.KubeConfigException;
import ark.kubeconfig.KubernetesClients;
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
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final Logger log = LoggerFactory.getLogger(ServerMain.class);

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> variables;

    private ServerMain(PrintStream out, PrintStream err, Map<String, String> variables) {
        this.out = out;
        this.err = err;
        this.variables = variables;
    }

    /// Runs the server until the process is told to end (SIGTERM, SIGINT), or it cannot go on.
    ///
    /// @param arguments the flags, without the word `server`
    /// @return the exit code: 0 done, 1 failed, 2 wrong flags
    public static int run(String[] arguments) {
        return new ServerMain(System.out, System.err, System.getenv()).run(List.of(arguments));
    }

    static int run(
            List<String> arguments,
            PrintStream out,
            PrintStream err,
            Map<String, String> variables) {
        return new ServerMain(out, err, variables).run(arguments);
    }

    private int run(List<String> arguments) {
        GivenFlags flags = GivenFlags.parse(Flags.ALL, arguments);
        if (flags.help()) {
            out.print(GivenFlags.help(Flags.ALL));
            return DONE;
        }
        ServerSettings settings = ServerSettings.of(flags, variables);
        if (!flags.problems().isEmpty()) {
            printProblems(flags.problems());
            return USAGE;
        }
        ServerLog.write(settings.log().level(), settings.log().format(), out);
        try {
            return run(settings, flags);
        } catch (CannotStartException e) {
            return failed(String.valueOf(e.getMessage()), e.remedy(), e);
        } catch (KubeConfigException e) {
            return failed(e.what(), e.remedy(), e);
        } catch (RuntimeException e) {
            return failed(String.valueOf(e.getMessage()), "See more with --log-level debug.", e);
        }
    }

    private void printProblems(List<String> problems) {
        if (problems.size() == 1) {
            err.println("An error occurred: " + problems.getFirst());
        } else {
            err.println("An error occurred: " + problems.size() + " problems:");
            problems.forEach(problem -> err.println("  " + problem));
        }
        err.println("See: ark server --help");
    }

    private int failed(String problem, String remedy, RuntimeException cause) {
        log.atDebug().setCause(cause).log("the server cannot start");
        err.println("An error occurred: " + problem);
        err.println(remedy);
        return FAILED;
    }

    private int run(ServerSettings settings, GivenFlags flags) {
        Path home = Path.of(Objects.requireNonNullElse(System.getProperty("user.home"), "/"));
        var environment = Environment.of(variables, home, InstantSource.system());
        Config config = KubeConfig.load(settings.kubeconfig(), environment);
        Machine machine = Machine.here(variables, version());
        log.atInfo()
                .addKeyValue("version", machine.version())
                .addKeyValue("namespace", settings.namespace())
                .addKeyValue("cluster", config.getMasterUrl())
                .log("Ark server starts");
        for (String feature : flags.list("--features")) {
            if (!feature.equals(ServerSettings.Runs.EVERY_VERSION)) {
                log.atWarn().addKeyValue("feature", feature).log("not known here, and ignored");
            }
        }
        try (KubernetesClient client = KubernetesClients.open(config);
                var server = new ArkServer(settings, client, machine)) {
            stopWhenTold(server);
            server.start();
            return switch (server.ended().join()) {
                case STOPPED -> DONE;
                case BROKEN -> FAILED;
            };
        }
    }

    /// From the jar's manifest; a build that was never packaged has none.
    static String version() {
        return Objects.requireNonNullElse(
                ServerMain.class.getPackage().getImplementationVersion(), "0.0.0-dev");
    }

    /// Turns the signal that ends the process into an orderly end with exit code 0.
    private static void stopWhenTold(ArkServer server) {
        Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> stop(server));
        Runtime.getRuntime().addShutdownHook(stop);
    }

    private static void stop(ArkServer server) {
        if (server.ended().isDone()) { // it ended by itself, the exit code is decided
            return;
        }
        log.info("stopping");
        server.close();
        log.info("stopped");
        Runtime.getRuntime().halt(DONE); // a signal's own exit code would be 143
    }
}
