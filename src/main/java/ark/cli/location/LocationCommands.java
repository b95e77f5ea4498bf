package ark.cli.location;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.session.Stored;
import java.util.List;

/// The commands of the noun "backup-location".
public final class LocationCommands {
    static final Stored.Shape<BackupStorageLocationSpec, BackupStorageLocationStatus> SHAPE =
            new Stored.Shape<>(BackupStorageLocationSpec.class, BackupStorageLocationStatus.class);

    private LocationCommands() {}

    public static Noun noun() {
        return new Noun(
                "backup-location",
                "backup-locations",
                "Work with the locations where backups are kept",
                List.of(
                        new Verb("create", CreateCommand::new),
                        new Verb("get", GetCommand::new),
                        new Verb("set", SetCommand::new),
                        new Verb("delete", DeleteCommand::new)));
    }
}
