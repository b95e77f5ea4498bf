package ark.cli.backup;

import ark.api.v1.Labels;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// Asks the server to delete a backup: it alone reaches the bucket.
final class BackupDeletion {
    private BackupDeletion() {}

    static void request(Session session, Item backup) {
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
        session.terminal()
                .line("Request to delete backup \"" + name + "\" submitted successfully.");
        session.terminal()
                .line(
                        "The backup will be fully deleted after all associated data (disk"
                                + " snapshots, backup files, restores) are removed.");
    }
}
