package ark.cli.verb;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.session.Session;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What to delete, and whether to ask before.
public final class DeleteFlags {
    @Mixin private ChoiceFlags choice = new ChoiceFlags();

    @Option(
            names = "--confirm",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Do not ask.")
    private String confirm = "";

    /// What the flags say, checked.
    ///
    /// @param confirmed whether nobody is to be asked
    public record Settings(ChoiceFlags.Settings choice, boolean confirmed) {
        /// Asks the person, and finds the objects.
        ///
        /// @return nothing when the person declines; otherwise says so when there is nothing
        public ChoiceFlags.Chosen choose(Session session, Subject<?, ?> subject) {
            return confirmed || session.terminal().confirmed()
                    ? choice.find(session, subject)
                    : ChoiceFlags.Chosen.NOTHING;
        }
    }

    /// Problems go to `flags`.
    public Settings read(FlagReader flags, Subject<?, ?> subject) {
        return new Settings(choice.read(flags, subject), flags.on("--confirm", confirm));
    }
}
