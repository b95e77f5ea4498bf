package ark.cli.config;

import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ark client config get`.
@Command(name = "get", description = "Print settings of this program.")
final class GetConfigCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(arity = "0..*", paramLabel = "KEY", description = "What to print. Default: all.")
    private List<String> keys = new ArrayList<>();

    GetConfigCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        ClientConfig config = ClientConfig.in(session.surroundings().home());
        List<String> wanted = keys.isEmpty() ? List.copyOf(config.all().keySet()) : keys;
        for (String key : wanted) {
            String value = config.get(key);
            session.terminal().line(key + ": " + (value.isEmpty() ? "<NOT SET>" : value));
        }
        return ExitCode.DONE.number();
    }
}
