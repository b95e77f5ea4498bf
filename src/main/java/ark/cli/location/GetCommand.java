package ark.cli.location;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.cli.verb.SelectFlags;
import ark.item.Item;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ark backup-location get`.
@Command(name = "get", description = "List the locations where backups are kept.")
final class GetCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Mixin private SelectFlags select = new SelectFlags();

    @Option(
            names = "--default",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description = "Only the default location.")
    private String defaultOnly = "";

    @Mixin private OutputFlags output = new OutputFlags();

    GetCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup-location get");
        SelectFlags.Settings selected = select.read(flags);
        boolean onlyDefault = flags.on("--default", defaultOnly);
        OutputFlags.Settings printed = output.read(flags);
        flags.check();
        List<Item> items =
                selected.items(session, Kind.LOCATION).stream()
                        .filter(item -> !onlyDefault || item.at("/spec/default").asBoolean())
                        .toList();
        LocationCommands.LISTING.print(session, items, printed);
        return ExitCode.DONE.number();
    }
}
