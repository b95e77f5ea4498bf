package ark.location;

import ark.api.v1.VeleroKind;
import ark.cluster.ResourceType;
import ark.event.Events;
import ark.item.ItemKey;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log, and as an Event of the location (`kubectl describe bsl NAME`), which backups
/// are not shown and why.
///
/// @param namespace of the locations
record LocationEvents(Events events, String namespace) implements BackupSync.Reports {
    private static final Logger log = LoggerFactory.getLogger(LocationEvents.class);
    private static final ResourceType LOCATIONS =
            VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);

    @Override
    public void missing(String location, int backups) {
        String why =
                (backups == 1 ? "1 backup is" : backups + " backups are")
                        + " not in the bucket any more. They stay in the cluster: nothing proves"
                        + " that it is the same bucket still, since it has none of those that are"
                        + " known here. If they are really gone: kubectl delete backup";
        log.atWarn().addKeyValue("location", location).log(why);
        events.warn(
                LOCATIONS,
                new ItemKey(LOCATIONS.resource(), namespace, location),
                "BackupsMissing",
                why);
    }

    @Override
    public void rejected(String location, String backup, List<String> problems) {
        String why = String.join("; ", problems);
        log.atWarn()
                .addKeyValue("location", location)
                .addKeyValue("backup", backup)
                .addKeyValue("problem", why)
                .log("a backup in the location is not shown, or not wholly");
        events.warn(
                LOCATIONS,
                new ItemKey(LOCATIONS.resource(), namespace, location),
                "BackupNotShown",
                "backup \"" + backup + "\": " + why);
    }
}
