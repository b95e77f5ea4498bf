package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.DownloadKind;
import ark.api.v1.Labels;
import ark.cli.session.Follow;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.session.Stored;
import java.util.List;

/// The commands of the noun "backup".
public final class BackupCommands {
    static final Stored.Shape<BackupSpec, BackupStatus> SHAPE =
            new Stored.Shape<>(BackupSpec.class, BackupStatus.class);

    static final Follow.Work WORK =
            new Follow.Work(
                    Kind.BACKUP,
                    "itemsBackedUp",
                    "stored",
                    Kind.POD_VOLUME_BACKUP,
                    Labels.BACKUP_NAME,
                    DownloadKind.BACKUP_RESULTS);

    private BackupCommands() {}

    public static Noun noun() {
        return new Noun(
                "backup",
                "backups",
                "Work with backups",
                List.of(
                        new Verb("create", CreateCommand::new),
                        new Verb("get", GetCommand::new),
                        new Verb("describe", DescribeCommand::new),
                        new Verb("logs", LogsCommand::new),
                        new Verb("download", DownloadCommand::new),
                        new Verb("delete", DeleteCommand::new)));
    }
}
