package ark.cli.verb;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.session.Kind;
import ark.cli.session.Resources;
import ark.cli.session.Session;
import ark.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which objects to change: names, or all, or what a selector chooses; one of the three must be
/// said.
public final class ChoiceFlags {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which ones.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--all",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "All there are.")
    private String all = "";

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Those with these labels.")
    private String selector = "";

    /// What the flags say, checked.
    ///
    /// @param labels a selector; "" for none
    public record Settings(List<String> names, String labels) {
        public Settings {
            names = List.copyOf(names);
        }

        /// Finds the objects; says so when there are none.
        public Chosen find(Session session, Subject<?, ?> subject) {
            Chosen chosen =
                    names.isEmpty()
                            ? new Chosen(
                                    session.resources().list(subject.kind(), labels), List.of())
                            : named(session.resources(), subject.kind());
            if (chosen.nothing()) {
                session.terminal().line("No " + subject.noun() + "s found");
            }
            return chosen;
        }

        private Chosen named(Resources resources, Kind kind) {
            var items = new ArrayList<Item>();
            var missing = new ArrayList<String>();
            for (String name : names) {
                resources.find(kind, name).ifPresentOrElse(items::add, () -> missing.add(name));
            }
            return new Chosen(items, missing);
        }
    }

    /// What was found, and what was not.
    public record Chosen(List<Item> items, List<String> missing) {
        public static final Chosen NOTHING = new Chosen(List.of(), List.of());

        public Chosen {
            items = List.copyOf(items);
            missing = List.copyOf(missing);
        }

        public boolean nothing() {
            return items.isEmpty() && missing.isEmpty();
        }

        /// Ends the command when a name was wrong.
        ///
        /// @throws CommandFailure when something was not found; it tells the names that there are
        public void check(Session session, Kind kind) {
            if (!missing.isEmpty()) {
                String names = String.join("\", \"", missing);
                throw CommandFailure.failed(
                        kind.resource() + " \"" + names + "\" not found",
                        session.resources().namesThereAre(kind));
            }
        }
    }

    /// Problems go to `flags`.
    public Settings read(FlagReader flags, Subject<?, ?> subject) {
        boolean everything = flags.on("--all", all);
        String labels = flags.selectorText("--selector", selector);
        long ways =
                Stream.of(!names.isEmpty(), everything, !labels.isEmpty()).filter(w -> w).count();
        if (ways != 1) {
            flags.problem(
                    "you must specify exactly one of: specific "
                            + subject.noun()
                            + " name(s), the --all flag, or the --selector flag");
        }
        return new Settings(names, labels);
    }
}
