package ark.cli.backup;

import ark.api.v1.Labels;
import ark.cli.output.ExitCode;
import ark.cli.session.DeleteFlags;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ark backup delete`.
@Command(
        name = "delete",
        description =
                "Delete backups with everything that belongs to them: files, volume data and"
                        + " restores.")
final class DeleteCommand implements Callable<Integer> {
    private final Supplier<Session> sessions;

    @Mixin private DeleteFlags flags = new DeleteFlags();

    DeleteCommand(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        Session session = sessions.get();
        DeleteFlags.Chosen chosen = flags.choose(session, Kind.BACKUP, "backup");
        for (Item backup : chosen.items()) {
            request(session, backup);
            session.terminal()
                    .line(
                            "Request to delete backup \""
                                    + backup.key().name()
                                    + "\" submitted successfully.");
            session.terminal()
                    .line(
                            "The backup will be fully deleted after all associated data (disk"
                                    + " snapshots, backup files, restores) are removed.");
        }
        chosen.check(Kind.BACKUP);
        return ExitCode.DONE.number();
    }

    private static void request(Session session, Item backup) {
        String name = backup.key().name();
        ObjectNode request =
                session.resources()
                        .newObject(
                                Kind.DELETE_REQUEST,
                                "",
                                Map.of(
                                        Labels.BACKUP_NAME,
                                        Labels.value(name),
                                        Labels.BACKUP_UID,
                                        backup.text("/metadata/uid")),
                                Map.of());
        request.withObject("/metadata").put("generateName", name + "-");
        request.putObject("spec").put("backupName", name);
        session.resources().create(Kind.DELETE_REQUEST, request);
    }
}
