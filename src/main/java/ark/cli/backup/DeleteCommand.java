package ark.cli.backup;

import ark.cli.flag.FlagReader;
import ark.cli.output.ExitCode;
import ark.cli.session.Session;
import ark.cli.session.WaitFlags;
import ark.cli.verb.ChoiceFlags;
import ark.cli.verb.DeleteFlags;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ark backup delete`.
@Command(
        name = "delete",
        description =
                "Delete backups with everything that belongs to them: files, volume data and"
                        + " restores.",
        footer = {
            "Examples:",
            "  # Two backups, after a question",
            "  ark backup delete shop-1 shop-2",
            "  # All of a schedule, without a question, and wait until they are gone",
            "  ark backup delete --selector velero.io/schedule-name=nightly --confirm --wait"
        })
final class DeleteCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Mixin private DeleteFlags delete = new DeleteFlags();
    @Mixin private WaitFlags wait = new WaitFlags();

    DeleteCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        var flags = new FlagReader("ark backup delete");
        DeleteFlags.Settings settings = delete.read(flags, BackupCommands.SUBJECT);
        WaitFlags.Settings waiting = wait.read(flags);
        flags.check();
        ChoiceFlags.Chosen chosen = settings.choose(session, BackupCommands.SUBJECT);
        chosen.items().forEach(backup -> BackupDeletion.request(session, backup));
        ExitCode code =
                waiting.wanted() && !chosen.items().isEmpty()
                        ? new DeletionWait(session, waiting.limit()).untilGone(chosen.items())
                        : ExitCode.DONE;
        chosen.check(session, BackupCommands.SUBJECT.kind());
        return code.number();
    }
}
