package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.DownloadKind;
import ark.api.v1.Labels;
import ark.cli.session.Follow;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.verb.DescribeWorkCommand;
import ark.cli.verb.GetCommand;
import ark.cli.verb.Listing;
import ark.cli.verb.LogsCommand;
import ark.cli.verb.Subject;
import java.util.List;

/// The commands of the noun "backup".
public final class BackupCommands {
    static final Subject<BackupSpec, BackupStatus> SUBJECT =
            Subject.of("backup", Kind.BACKUP, BackupSpec.class, BackupStatus.class);

    static final Listing<BackupSpec, BackupStatus> LISTING =
            new Listing<>(
                    SUBJECT,
                    (session, columns, backups) ->
                            new BackupTable(session.times(), session.now(), columns).text(backups));

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
                        new Verb(
                                "get",
                                "List backups.",
                                sessions -> new GetCommand<>(sessions, LISTING)),
                        new Verb(
                                "describe",
                                "Tell what a backup is, and how it went.",
                                sessions ->
                                        new DescribeWorkCommand<>(
                                                sessions, SUBJECT, new BackupDescription())),
                        new Verb(
                                "logs",
                                "Print the log of a backup.",
                                sessions ->
                                        new LogsCommand(
                                                sessions, SUBJECT, DownloadKind.BACKUP_LOG)),
                        new Verb("download", DownloadCommand::new),
                        new Verb("delete", DeleteCommand::new)));
    }
}
