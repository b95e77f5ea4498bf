package ark.cli.location;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.flag.OutputFlags;
import ark.cli.output.ExitCode;
import ark.cli.output.OutputFormat;
import ark.cli.output.Table;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.cli.session.Stored;
import ark.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark backup-location get`.
@Command(name = "get", description = "List the locations where backups are kept.")
final class GetCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Locations to list. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--default",
            arity = "0..1",
            preprocessor = BareFlag.class,
            hideParamSyntax = true,
            paramLabel = "",
            description = "Only the default location.")
    private String defaultOnly = "";

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only locations with these labels.")
    private String selector = "";

    @Mixin private OutputFlags output = new OutputFlags();

    GetCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup-location get");
        String labels = flags.selectorText("--selector", selector);
        boolean onlyDefault = flags.on("--default", defaultOnly);
        OutputFormat format = output.format(flags);
        Table.LabelColumns columns = output.labels(flags);
        flags.check();
        List<Item> items =
                session.resources().select(Kind.LOCATION, names, labels).stream()
                        .filter(item -> !onlyDefault || item.at("/spec/default").asBoolean())
                        .toList();
        session.terminal().print(text(session, items, format, columns));
        return ExitCode.DONE.number();
    }

    private static String text(
            Session session, List<Item> items, OutputFormat format, Table.LabelColumns columns) {
        if (format != OutputFormat.TABLE) {
            return Kind.LOCATION.print(items, format);
        }
        var problems = new ArrayList<String>();
        List<Stored<BackupStorageLocationSpec, BackupStorageLocationStatus>> locations =
                LocationCommands.SHAPE.readable(items, problems);
        problems.forEach(session.terminal()::complain);
        return new LocationTable(session.times(), columns).text(locations);
    }
}
