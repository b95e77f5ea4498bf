package ark.cli.verb;

import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ark NOUN get`.
@Command(name = "get")
public final class GetCommand<S, T> implements Callable<Integer> {
    private final Supplier<Session> sessions;
    private final Listing<S, T> listing;

    @Mixin private SelectFlags select = new SelectFlags();
    @Mixin private OutputFlags output = new OutputFlags();

    public GetCommand(Supplier<Session> sessions, Listing<S, T> listing) {
        this.sessions = sessions;
        this.listing = listing;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        Subject<S, T> subject = listing.subject();
        var flags = new FlagReader(subject.command("get"));
        SelectFlags.Settings selected = select.read(flags);
        OutputFlags.Settings printed = output.read(flags);
        flags.check();
        listing.print(session, selected.items(session, subject.kind()), printed);
        return ExitCode.DONE.number();
    }
}
