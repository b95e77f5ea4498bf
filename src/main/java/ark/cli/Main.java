package ark.cli;

import ark.cli.output.CommandFailure;
import ark.cli.output.Terminal;
import ark.cli.session.ApiException;
import ark.cli.session.ApiServer;
import ark.cli.session.Machine;
import ark.cli.session.Session;
import ark.cli.session.Surroundings;
import ark.kubeconfig.KubeConfigException;
import ark.proxy.ProcessProxies;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Runs one command of the command line.
public final class Main {
    private final Surroundings surroundings;
    private final Connector connector;

    /// Reaches the cluster that was asked for.
    interface Connector extends Function<RootCommand.Target, ApiServer> {}

    Main(Surroundings surroundings, Connector connector) {
        this.surroundings = surroundings;
        this.connector = connector;
    }

    /// Runs a command in this process, whose output streams it writes to.
    ///
    /// @return the exit code
    public static int run(String... words) {
        ProcessProxies.use(System.getenv());
        try (var process = new ThisProcess()) {
            return new Main(process.surroundings(), process::connect).command(words);
        }
    }

    int command(String... words) {
        var root = new RootCommand();
        Terminal terminal = surroundings.terminal();
        CommandLine line = new CommandTree(root, () -> open(root)).of(words);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, _) -> usage(e));
        line.setExecutionExceptionHandler((e, _, _) -> failed(e, root.debug()));
        int exitCode = line.execute(words);
        terminal.out().flush();
        return exitCode;
    }

    private Session open(RootCommand root) {
        return new Session(
                surroundings, root.choices(surroundings), () -> connector.apply(root.target()));
    }

    private int usage(ParameterException e) {
        return tell(UsageProblem.of(e), false);
    }

    private int failed(Exception failure, boolean debug) {
        CommandFailure told =
                switch (failure) {
                    case CommandFailure e -> e;
                    case ApiException e ->
                            CommandFailure.failed(String.valueOf(e.getMessage()), e.remedy(), e);
                    case KubeConfigException e -> CommandFailure.failed(e.what(), e.remedy(), e);
                    case Machine.CancelledException e -> CommandFailure.interrupted(e);
                    default ->
                            CommandFailure.failed(
                                    "this should not have happened: " + failure,
                                    "Please report it, with what --log-level debug prints.",
                                    failure);
                };
        return tell(told, debug);
    }

    private int tell(CommandFailure failure, boolean debug) {
        Terminal terminal = surroundings.terminal();
        terminal.out().flush();
        terminal.err().println(failure.text());
        if (debug) {
            failure.printStackTrace(terminal.err());
        }
        terminal.err().flush();
        return failure.exitCode().number();
    }
}
