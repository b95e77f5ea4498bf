package ark.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log, and as an Event of the location (`kubectl describe bsl NAME`), which backups
/// are not shown and why. The same thing said twice within the life of an Event is one Event.
final class LocationEvents implements BackupSync.Reports {
    private static final Logger log = LoggerFactory.getLogger(LocationEvents.class);
    private static final GroupResource EVENTS = GroupResource.core("events");
    private static final ResourceType TYPE = ResourceType.of(EVENTS, "v1", "Event", true);

    /// Source: Kubernetes, validation of Event.message.
    private static final int MAX_MESSAGE = 1024;

    private final Cluster cluster;
    private final String namespace;
    private final InstantSource clock;

    LocationEvents(Cluster cluster, String namespace, InstantSource clock) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.clock = clock;
    }

    @Override
    public void rejected(String location, String backup, List<String> problems) {
        String why = String.join("; ", problems);
        log.atWarn()
                .addKeyValue("location", location)
                .addKeyValue("backup", backup)
                .addKeyValue("problem", why)
                .log("a backup in the location is not shown, or not wholly");
        try {
            cluster.create(TYPE, event(location, "backup \"" + backup + "\": " + why), "");
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.ALREADY_EXISTS) {
                log.atWarn().setCause(e).log("cannot create an event");
            }
        }
    }

    private Item event(String location, String why) {
        String message = Texts.shown(why, MAX_MESSAGE);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("namespace", namespace)
                .put("name", name(location, message));
        event.putObject("involvedObject")
                .put("apiVersion", "velero.io/v1")
                .put("kind", "BackupStorageLocation")
                .put("namespace", namespace)
                .put("name", location);
        event.put("type", "Warning")
                .put("reason", "BackupNotShown")
                .put("message", message)
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1);
        event.putObject("source").put("component", "ark-server");
        return Item.of(EVENTS, event);
    }

    private static String name(String location, String message) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(message.getBytes(UTF_8));
            String start = location.substring(0, Math.min(location.length(), 230));
            return start + "." + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
