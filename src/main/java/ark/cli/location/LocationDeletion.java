package ark.cli.location;

import ark.api.v1.Labels;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import ark.cli.session.Resources;
import ark.cli.session.Session;
import ark.item.Item;
import java.util.List;

/// Forgets a location and what is known of its contents; the bucket is not touched.
final class LocationDeletion {
    private LocationDeletion() {}

    static void run(Session session, Item location) {
        String name = location.key().name();
        session.resources().delete(Kind.LOCATION, name);
        session.terminal().line("Backup storage location \"" + name + "\" deleted successfully.");
        forget(session, Kind.BACKUP, name, "Backup");
        forget(session, Kind.RESTIC_REPOSITORY, name, "Restic repository");
        forget(session, Kind.BACKUP_REPOSITORY, name, "Backup repository");
    }

    private static void forget(Session session, Kind kind, String location, String noun) {
        Resources resources = session.resources();
        String selector = Labels.STORAGE_LOCATION + "=" + Labels.value(location);
        for (Item item : ofLocation(resources, kind, selector)) {
            String name = item.key().name();
            resources.delete(kind, name);
            session.terminal()
                    .line(
                            noun
                                    + " associated with deleted BSL(s) \""
                                    + name
                                    + "\" deleted successfully.");
        }
    }

    private static List<Item> ofLocation(Resources resources, Kind kind, String selector) {
        try {
            return resources.list(kind, selector);
        } catch (ApiException e) {
            if (e.reason() == ApiException.Reason.NOT_FOUND) {
                return List.of(); // an installation of another era has no such kind
            }
            throw e;
        }
    }
}
