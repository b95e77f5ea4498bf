package ark.cli.restore;

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

/// `ark restore logs`.
@Command(name = "logs", description = "Print the log of a restore.")
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

    @Parameters(arity = "1", paramLabel = "NAME", description = "The restore.")
    private String name = "";

    @Mixin private TransferFlags transfer = new TransferFlags();

    LogsCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark restore logs");
        TransferFlags.Settings settings = transfer.read(flags);
        flags.check();
        Item restore =
                session.resources()
                        .find(Kind.RESTORE, name)
                        .orElseThrow(
                                () ->
                                        CommandFailure.verbatim(
                                                "Restore \"" + name + "\" does not exist."));
        if (!WITH_LOG.contains(restore.text("/status/phase"))) {
            throw CommandFailure.verbatim(
                    "Logs for restore \""
                            + name
                            + "\" are not available until it's finished"
                            + " processing. Please wait until the restore has a phase of Completed"
                            + " or Failed and try again.");
        }
        String certificates =
                session.resources()
                        .find(Kind.BACKUP, restore.text("/spec/backupName"))
                        .map(backup -> Locations.certificates(session, backup))
                        .orElse("");
        new LogFile(session, settings.downloads(session, certificates))
                .print(DownloadKind.RESTORE_LOG, name);
        return ExitCode.DONE.number();
    }
}
