package ark.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warnings about resources, as Events. The same thing said twice within the life of an Event is
/// one Event. What cannot be said is only logged.
public final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final GroupResource EVENTS = GroupResource.core("events");
    private static final ResourceType TYPE = ResourceType.of(EVENTS, "v1", "Event", true);

    /// Source: Kubernetes, validation of Event.message.
    private static final int MAX_MESSAGE = 1024;

    /// Leaves room for the hash in a name of 253.
    private static final int MAX_NAME = 230;

    private final Cluster cluster;
    private final InstantSource clock;

    public Events(Cluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /// Warns of something about a resource that lies in a namespace. Nothing happens when it is
    /// gone.
    ///
    /// @param reason one word, as `BackupNotShown`
    /// @param message may hold what strangers wrote; it is cut to what an Event can hold
    public void warn(ResourceType type, ItemKey about, String reason, String message) {
        try {
            // kubectl looks for the uid
            Optional<Item> resource = cluster.get(type, about.namespace(), about.name());
            if (resource.isPresent()) {
                cluster.create(TYPE, event(type, resource.get(), reason, printable(message)), "");
            }
        } catch (ClusterException e) {
            if (e.reason() != Reason.ALREADY_EXISTS) {
                log.atWarn().setCause(e).addKeyValue("about", about).log("cannot create an event");
            }
        }
    }

    private Item event(ResourceType type, Item about, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String uid = about.text("/metadata/uid");
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("namespace", about.key().namespace())
                .put("name", name(about.key().name(), uid + reason + message));
        event.putObject("involvedObject")
                .put("apiVersion", type.apiVersion())
                .put("kind", type.kind())
                .put("namespace", about.key().namespace())
                .put("name", about.key().name())
                .put("uid", uid);
        event.put("type", "Warning")
                .put("reason", reason)
                .put("message", message)
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1);
        event.putObject("source").put("component", "ark-server");
        return Item.of(EVENTS, event);
    }

    private static String printable(String text) {
        String cut = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE - 1) + "…" : text;
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String name(String about, String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
            String start = about.substring(0, Math.min(about.length(), MAX_NAME));
            return start + "." + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
