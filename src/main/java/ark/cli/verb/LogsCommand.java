package ark.cli.verb;

import ark.api.v1.DownloadKind;
import ark.cli.flag.FlagReader;
import ark.cli.output.CommandFailure;
import ark.cli.output.ExitCode;
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

/// `ark backup logs` and `ark restore logs`.
///
/// Source of the sentences: Velero 1.9.7; of the phases: 1.18.
@Command(name = "logs")
public final class LogsCommand implements Callable<Integer> {
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
    private final Subject<?, ?> subject;
    private final DownloadKind log;

    @Parameters(arity = "1", paramLabel = "NAME", description = "Whose log.")
    private String name = "";

    @Mixin private TransferFlags transfer = new TransferFlags();

    /// The command of one noun.
    ///
    /// @param log the kind of file
    public LogsCommand(Supplier<Session> sessions, Subject<?, ?> subject, DownloadKind log) {
        this.sessions = sessions;
        this.subject = subject;
        this.log = log;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader(subject.command("logs"));
        TransferFlags.Settings settings = transfer.read(flags);
        flags.check();
        Item item = session.resources().find(subject.kind(), name).orElseThrow(this::unknown);
        if (!WITH_LOG.contains(item.text("/status/phase"))) {
            throw unfinished();
        }
        String certificates = Locations.certificatesFor(session, item);
        new LogFile(session, settings.downloads(session, certificates)).print(log, name);
        return ExitCode.DONE.number();
    }

    private CommandFailure unknown() {
        return CommandFailure.verbatim(subject.capitalized() + " \"" + name + "\" does not exist.");
    }

    private CommandFailure unfinished() {
        String noun = subject.noun();
        return CommandFailure.verbatim(
                "Logs for "
                        + noun
                        + " \""
                        + name
                        + "\" are not available until it's finished processing. Please wait until"
                        + " the "
                        + noun
                        + " has a phase of Completed or Failed and try again.");
    }
}
