package ark.cli.verb;

import ark.cli.flag.FlagReader;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which objects to show: names, or what a selector chooses, or all.
public final class SelectFlags {
    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Which ones to show. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only those with these labels.")
    private String selector = "";

    /// What the flags say, checked.
    ///
    /// @param labels a selector; "" for none
    public record Settings(List<String> names, String labels) {
        /// The objects, those that are named in this order.
        ///
        /// @throws ark.cli.output.CommandFailure when a name is not found
        public List<Item> items(Session session, Kind kind) {
            return session.resources().select(kind, names, labels);
        }
    }

    /// Problems go to `flags`.
    public Settings read(FlagReader flags) {
        return new Settings(names, flags.selectorText("--selector", selector));
    }
}
