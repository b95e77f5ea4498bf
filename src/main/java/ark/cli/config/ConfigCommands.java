package ark.cli.config;

import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import java.util.List;

/// The commands below `ark client config`.
public final class ConfigCommands {
    private ConfigCommands() {}

    public static Noun noun() {
        return new Noun(
                "config",
                "config",
                "Read and change the settings of this program",
                List.of(
                        new Verb("get", GetConfigCommand::new),
                        new Verb("set", SetConfigCommand::new)));
    }
}
