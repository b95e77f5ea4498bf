package ark.cli.session;

import ark.cli.output.Terminal;
import java.nio.file.Path;
import java.util.Map;

/// All that a command meets in its process.
///
/// @param home the person's folder, for configuration files
/// @param folder where relative paths begin
public record Surroundings(
        Terminal terminal,
        Map<String, String> environment,
        Path home,
        Path folder,
        Machine machine) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
