package ark.cli.restore;

import ark.api.v1.DownloadKind;
import ark.api.v1.Labels;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cli.session.Follow;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.session.Session;
import ark.cli.verb.DeleteCommand;
import ark.cli.verb.DescribeWorkCommand;
import ark.cli.verb.GetCommand;
import ark.cli.verb.Listing;
import ark.cli.verb.LogsCommand;
import ark.cli.verb.Subject;
import ark.item.Item;
import java.util.List;

/// The commands of the noun "restore".
public final class RestoreCommands {
    static final Subject<RestoreSpec, RestoreStatus> SUBJECT =
            Subject.of("restore", Kind.RESTORE, RestoreSpec.class, RestoreStatus.class);

    static final Listing<RestoreSpec, RestoreStatus> LISTING =
            new Listing<>(
                    SUBJECT,
                    (session, columns, restores) ->
                            new RestoreTable(session.times(), columns).text(restores));

    static final Follow.Work WORK =
            new Follow.Work(
                    Kind.RESTORE,
                    "itemsRestored",
                    "restored",
                    Kind.POD_VOLUME_RESTORE,
                    Labels.RESTORE_NAME,
                    DownloadKind.RESTORE_RESULTS);

    private RestoreCommands() {}

    public static Noun noun() {
        return new Noun(
                "restore",
                "restores",
                "Work with restores",
                List.of(
                        new Verb("create", CreateCommand::new),
                        new Verb(
                                "get",
                                "List restores.",
                                sessions -> new GetCommand<>(sessions, LISTING)),
                        new Verb(
                                "describe",
                                "Tell what a restore is, and how it went.",
                                sessions ->
                                        new DescribeWorkCommand<>(
                                                sessions, SUBJECT, new RestoreDescription())),
                        new Verb(
                                "logs",
                                "Print the log of a restore.",
                                sessions ->
                                        new LogsCommand(
                                                sessions, SUBJECT, DownloadKind.RESTORE_LOG)),
                        new Verb(
                                "delete",
                                "Delete restores, that is what is known of them; what they"
                                        + " restored stays.",
                                sessions ->
                                        new DeleteCommand(
                                                sessions, SUBJECT, RestoreCommands::delete))));
    }

    private static void delete(Session session, Item restore) {
        String name = restore.key().name();
        session.resources().delete(Kind.RESTORE, name);
        session.terminal()
                .line("Request to delete restore \"" + name + "\" submitted successfully.");
        session.terminal()
                .line(
                        "The restore will be fully deleted after all associated data (restore files"
                                + " in object storage) are removed.");
    }
}
