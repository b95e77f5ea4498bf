package ark.cli.verb;

import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import ark.item.Item;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ark NOUN delete`.
@Command(name = "delete")
public final class DeleteCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;
    private final Subject<?, ?> subject;
    private final Deletion deletion;

    @Mixin private DeleteFlags flags = new DeleteFlags();

    /// What deleting one of them means.
    public interface Deletion {
        /// Deletes it, and says so.
        void of(Session session, Item item);
    }

    public DeleteCommand(Supplier<Session> sessions, Subject<?, ?> subject, Deletion deletion) {
        this.sessions = sessions;
        this.subject = subject;
        this.deletion = deletion;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var reader = new FlagReader(subject.command("delete"));
        DeleteFlags.Settings settings = flags.read(reader, subject);
        reader.check();
        ChoiceFlags.Chosen chosen = settings.choose(session, subject);
        chosen.items().forEach(item -> deletion.of(session, item));
        chosen.check(session, subject.kind());
        return ExitCode.DONE.number();
    }
}
