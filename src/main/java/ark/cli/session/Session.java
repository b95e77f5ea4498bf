package ark.cli.session;

import ark.cli.output.DisplayTime;
import ark.cli.output.Page;
import ark.cli.output.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// One run of one command.
public final class Session {
    private final Surroundings surroundings;
    private final Choices choices;
    private final Supplier<ApiServer> connect;
    private Optional<ApiServer> connected = Optional.empty();

    /// What the global flags and the configuration file chose.
    ///
    /// @param namespace of the server and its custom resources
    /// @param caCertificate a file for [Downloads]; "" for none
    public record Choices(String namespace, boolean colours, String caCertificate) {}

    /// A session that has connected to nothing yet.
    ///
    /// @param connect is called when something is first asked of the API server
    public Session(Surroundings surroundings, Choices choices, Supplier<ApiServer> connect) {
        this.surroundings = surroundings;
        this.choices = choices;
        this.connect = connect;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Terminal terminal() {
        return surroundings.terminal();
    }

    public Choices choices() {
        return choices;
    }

    public String namespace() {
        return choices.namespace();
    }

    public Instant now() {
        return surroundings.machine().clock().instant();
    }

    public void sleep(Duration duration) {
        surroundings.machine().sleep(duration);
    }

    public DisplayTime times() {
        return new DisplayTime(surroundings.machine().zone());
    }

    public Page page() {
        return new Page(choices.colours());
    }

    public ApiServer api() {
        if (connected.isEmpty()) {
            connected = Optional.of(connect.get());
        }
        return connected.get();
    }

    /// The objects in the server's namespace.
    public Resources resources() {
        return new Resources(api(), namespace());
    }
}
