package ark.cli.location;

import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationStatus;
import ark.cli.session.Kind;
import ark.cli.session.Noun;
import ark.cli.session.Noun.Verb;
import ark.cli.verb.DeleteCommand;
import ark.cli.verb.Listing;
import ark.cli.verb.Subject;
import java.util.List;

/// The commands of the noun "backup-location".
public final class LocationCommands {
    static final Subject<BackupStorageLocationSpec, BackupStorageLocationStatus> SUBJECT =
            Subject.of(
                    "backup-location",
                    Kind.LOCATION,
                    BackupStorageLocationSpec.class,
                    BackupStorageLocationStatus.class);

    static final Listing<BackupStorageLocationSpec, BackupStorageLocationStatus> LISTING =
            new Listing<>(
                    SUBJECT,
                    (session, columns, locations) ->
                            new LocationTable(session.times(), columns).text(locations));

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
                        new Verb(
                                "delete",
                                "Forget locations, and the backups in them; the data in their"
                                        + " buckets stays.",
                                sessions ->
                                        new DeleteCommand(
                                                sessions, SUBJECT, LocationDeletion::run))));
    }
}
