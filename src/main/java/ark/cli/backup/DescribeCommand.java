package ark.cli.backup;

import ark.api.v1.Labels;
import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.page.Fetched;
import ark.cli.session.Kind;
import ark.cli.session.Locations;
import ark.cli.session.Resources;
import ark.cli.session.Session;
import ark.cli.session.TransferFlags;
import ark.item.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ark backup describe`.
@Command(name = "describe", description = "Tell what a backup is, and how it went.")
final class DescribeCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Backups to describe. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only backups with these labels.")
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
        var flags = new FlagReader("ark backup describe");
        String labels = flags.selectorText("--selector", selector);
        boolean all = flags.on("--details", details);
        TransferFlags.Settings settings = transfer.read(flags);
        flags.check();
        String between = "";
        for (Item backup : session.resources().select(Kind.BACKUP, names, labels)) {
            String page = page(session, backup, settings, all);
            session.terminal().print(between + page);
            between = "\n\n";
        }
        return ExitCode.DONE.number();
    }

    private static String page(
            Session session, Item backup, TransferFlags.Settings settings, boolean details) {
        String name = backup.key().name();
        String certificates = Locations.certificates(session, backup);
        Resources resources = session.resources();
        String ofBackup = Labels.BACKUP_NAME + "=" + Labels.value(name);
        String ofThisOne = ofBackup + "," + Labels.BACKUP_UID + "=" + backup.text("/metadata/uid");
        var facts =
                new BackupPage.Facts(
                        BackupCommands.SHAPE.read(backup),
                        Locations.of(session, backup),
                        resources.list(Kind.POD_VOLUME_BACKUP, ofBackup),
                        sorted(resources.list(Kind.DELETE_REQUEST, ofThisOne)),
                        Fetched.Files.of(settings.downloads(session, certificates), name));
        return new BackupPage(session.page(), session.times(), session.now(), details).text(facts);
    }

    private static List<Item> sorted(List<Item> requests) {
        return requests.stream()
                .sorted(Comparator.comparing(item -> item.text("/metadata/creationTimestamp")))
                .toList();
    }
}
