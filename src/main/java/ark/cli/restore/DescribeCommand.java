package ark.cli.restore;

import ark.api.v1.Labels;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.page.Fetched;
import ark.cli.session.Kind;
import ark.cli.session.Locations;
import ark.cli.session.Session;
import ark.cli.session.TransferFlags;
import ark.item.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark restore describe`.
@Command(name = "describe", description = "Tell what a restore is, and how it went.")
final class DescribeCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Restores to describe. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only restores with these labels.")
    private String selector = "";

    @Option(
            names = "--details",
            arity = "0..1",
            preprocessor = BareFlag.class,
            hideParamSyntax = true,
            paramLabel = "",
            description = "With every object and volume.")
    private String details = "";

    @Mixin private TransferFlags transfer = new TransferFlags();

    DescribeCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark restore describe");
        String labels = flags.selectorText("--selector", selector);
        boolean all = flags.on("--details", details);
        TransferFlags.Settings settings = transfer.read(flags);
        flags.check();
        String between = "";
        for (Item restore : session.resources().select(Kind.RESTORE, names, labels)) {
            String page = page(session, restore, settings, all);
            session.terminal().print(between + page);
            between = "\n\n";
        }
        return ExitCode.DONE.number();
    }

    private static String page(
            Session session, Item restore, TransferFlags.Settings settings, boolean details) {
        String name = restore.key().name();
        Optional<Item> backup =
                session.resources().find(Kind.BACKUP, restore.text("/spec/backupName"));
        String certificates = backup.map(b -> Locations.certificates(session, b)).orElse("");
        var facts =
                new RestorePage.Facts(
                        RestoreCommands.SHAPE.read(restore),
                        backup,
                        backup.flatMap(b -> Locations.of(session, b)),
                        session.resources()
                                .list(
                                        Kind.POD_VOLUME_RESTORE,
                                        Labels.RESTORE_NAME + "=" + Labels.value(name)),
                        Fetched.Files.of(settings.downloads(session, certificates), name));
        return new RestorePage(session.page(), session.times(), session.now(), details).text(facts);
    }
}
