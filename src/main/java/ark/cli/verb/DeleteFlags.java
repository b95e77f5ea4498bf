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

/// What to delete: names, or all, or what a selector chooses.
public final class DeleteFlags {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to delete.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--confirm",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Do not ask.")
    private String confirm = "";

    @Option(
            names = "--all",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Delete all there are.")
    private String all = "";

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Delete those with these labels.")
    private String selector = "";

    /// What was found, and what was not.
    public record Chosen(List<Item> items, List<String> missing) {
        public static final Chosen NOTHING = new Chosen(List.of(), List.of());

        public boolean nothing() {
            return items.isEmpty() && missing.isEmpty();
        }

        /// Ends the command when a name was wrong.
        ///
        /// @throws CommandFailure when something was not found
        public void check(Kind kind) {
            if (!missing.isEmpty()) {
                String names = String.join("\", \"", missing);
                throw CommandFailure.failed(kind.resource() + " \"" + names + "\" not found", "");
            }
        }
    }

    /// Reads the flags, asks the person, and finds the objects.
    ///
    /// @return nothing when the person declines; otherwise says so when there is nothing
    public Chosen choose(Session session, Subject<?, ?> subject) {
        Kind kind = subject.kind();
        String noun = subject.noun();
        var flags = new FlagReader(subject.command("delete"));
        boolean everything = flags.on("--all", all);
        boolean confirmed = flags.on("--confirm", confirm);
        String labels = flags.selectorText("--selector", selector);
        long ways =
                Stream.of(!names.isEmpty(), everything, !labels.isEmpty()).filter(w -> w).count();
        if (ways != 1) {
            flags.problem(
                    "you must specify exactly one of: specific "
                            + noun
                            + " name(s), the --all flag, or the --selector flag");
        }
        flags.check();
        if (!confirmed && !session.terminal().confirmed()) {
            return Chosen.NOTHING;
        }
        Chosen chosen =
                names.isEmpty()
                        ? new Chosen(session.resources().list(kind, labels), List.of())
                        : named(session.resources(), kind);
        if (chosen.nothing()) {
            session.terminal().line("No " + noun + "s found");
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
