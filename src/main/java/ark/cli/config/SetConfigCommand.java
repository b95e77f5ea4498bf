package ark.cli.config;

import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ark client config set`.
@Command(
        name = "set",
        description = "Change settings of this program: namespace, cacert, features, colorized.")
final class SetConfigCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "What to set; an empty value removes the setting.")
    private List<String> pairs = new ArrayList<>();

    SetConfigCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var changes = new LinkedHashMap<String, String>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                session.terminal().complain("WARNING: invalid KEY=VALUE: \"" + pair + "\"");
            } else {
                changes.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        ClientConfig config = ClientConfig.in(session.surroundings().home());
        if (!config.problem().isEmpty()) {
            throw CommandFailure.failed(
                    "the settings cannot be read: " + config.problem(), "Mend or remove the file.");
        }
        try {
            config.write(changes);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "the settings cannot be written: " + e.getMessage(),
                    "Look at the folder's permissions and at the room on the disk.",
                    e);
        }
        return ExitCode.DONE.number();
    }
}
