package ark.cli.restore;

import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
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

/// `ark restore get`.
@Command(name = "get", description = "List restores.")
final class GetCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Restores to list. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only restores with these labels.")
    private String selector = "";

    @Mixin private OutputFlags output = new OutputFlags();

    GetCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark restore get");
        String labels = flags.selectorText("--selector", selector);
        OutputFormat format = output.format(flags);
        Table.LabelColumns columns = output.labels(flags);
        flags.check();
        List<Item> items = session.resources().select(Kind.RESTORE, names, labels);
        session.terminal().print(text(session, items, format, columns));
        return ExitCode.DONE.number();
    }

    private static String text(
            Session session, List<Item> items, OutputFormat format, Table.LabelColumns columns) {
        if (format != OutputFormat.TABLE) {
            return Kind.RESTORE.print(items, format);
        }
        var problems = new ArrayList<String>();
        List<Stored<RestoreSpec, RestoreStatus>> restores =
                RestoreCommands.SHAPE.readable(items, problems);
        problems.forEach(session.terminal()::complain);
        return new RestoreTable(session.times(), columns).text(restores);
    }
}
