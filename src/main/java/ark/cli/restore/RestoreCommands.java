package ark.cli.restore;

import ark.api.v1.DownloadKind;
import ark.api.v1.Labels;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cli.session.Follow;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.session.Stored;
import java.util.List;

/// The commands of the noun "restore".
public final class RestoreCommands {
    static final Stored.Shape<RestoreSpec, RestoreStatus> SHAPE =
            new Stored.Shape<>(RestoreSpec.class, RestoreStatus.class);

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
                        new Verb("get", GetCommand::new),
                        new Verb("describe", DescribeCommand::new),
                        new Verb("logs", LogsCommand::new),
                        new Verb("delete", DeleteCommand::new)));
    }
}
