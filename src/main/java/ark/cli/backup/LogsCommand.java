package ark.cli.backup;

import ark.api.v1.DownloadKind;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
import ark.cli.session.Kind;
import ark.cli.session.Locations;
import ark.cli.session.LogFile;
import ark.cli.session.Session;
import ark.cli.session.TransferFlags;
import ark.item.Item;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ark backup logs`.
@Command(name = "logs", description = "Print the log of a backup.")
final class LogsCommand implements Callable<Integer> {
    private static final Set<String> WITH_LOG =
            Set.of(
                    "Completed",
                    "PartiallyFailed",
                    "Failed",
                    "WaitingForPluginOperations",
                    "WaitingForPluginOperationsPartiallyFailed",
                    "Finalizing",
                    "FinalizingPartiallyFailed");

    private final Supplier<Session> sessions;

    @Parameters(arity = "1", paramLabel = "NAME", description = "The backup.")
    private String name = "";

    @Mixin private TransferFlags transfer = new TransferFlags();

    LogsCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup logs");
        TransferFlags.Settings settings = transfer.read(flags);
        flags.check();
        Item backup =
                session.resources()
                        .find(Kind.BACKUP, name)
                        .orElseThrow(
                                () ->
                                        CommandFailure.verbatim(
                                                "Backup \"" + name + "\" does not exist."));
        if (!WITH_LOG.contains(backup.text("/status/phase"))) {
            throw CommandFailure.verbatim(
                    "Logs for backup \""
                            + name
                            + "\" are not available until it's finished"
                            + " processing. Please wait until the backup has a phase of Completed or"
                            + " Failed and try again.");
        }
        String certificates = Locations.certificates(session, backup);
        new LogFile(session, settings.downloads(session, certificates))
                .print(DownloadKind.BACKUP_LOG, name);
        return ExitCode.DONE.number();
    }
}
