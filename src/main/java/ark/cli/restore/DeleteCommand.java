package ark.cli.restore;

import ark.cli.output.ExitCode;
import ark.cli.session.DeleteFlags;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ark restore delete`.
@Command(
        name = "delete",
        description = "Delete restores, that is what is known of them; what they restored stays.")
final class DeleteCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Mixin private DeleteFlags flags = new DeleteFlags();

    DeleteCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        DeleteFlags.Chosen chosen = flags.choose(session, Kind.RESTORE, "restore");
        for (Item restore : chosen.items()) {
            String name = restore.key().name();
            session.resources().delete(Kind.RESTORE, name);
            session.terminal()
                    .line("Request to delete restore \"" + name + "\" submitted successfully.");
            session.terminal()
                    .line(
                            "The restore will be fully deleted after all associated data (restore"
                                    + " files in object storage) are removed.");
        }
        chosen.check(Kind.RESTORE);
        return ExitCode.DONE.number();
    }
}
