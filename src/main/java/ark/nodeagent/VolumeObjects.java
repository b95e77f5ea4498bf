package ark.nodeagent;

import ark.api.v1.Annotations;
import ark.api.v1.GoTime;
import ark.api.v1.PodVolumePhase;
import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.Json;
import ark.operation.ProgressReporter.Progress;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Optional;

/// The resources of one kind, PodVolumeBackup or PodVolumeRestore, in the cluster. Every method may
/// throw a [ClusterException].
final class VolumeObjects {
    private static final int ENDING_ATTEMPTS = 5;

    private final Cluster cluster;
    private final ResourceType type;
    private final InstantSource clock;

    VolumeObjects(Cluster cluster, VeleroKind kind, InstantSource clock) {
        this.cluster = cluster;
        this.type = kind.as(ResourceType::of);
        this.clock = clock;
    }

    static PodVolumePhase phase(Item item) {
        return PodVolumePhase.of(item.text("/status/phase"));
    }

    /// How often work on it was begun, this time included.
    static int attempt(Item item) {
        String text = item.annotations().getOrDefault(Annotations.ATTEMPT, "");
        return text.matches("[1-9][0-9]?") ? Integer.parseInt(text) : 1;
    }

    /// It as it is now; empty when that very one is gone.
    Optional<Item> get(VolumeId id) {
        return cluster.get(type, id.namespace(), id.name())
                .filter(item -> item.text("/metadata/uid").equals(id.uid()));
    }

    /// Takes one that is new.
    ///
    /// @param node to be named in the status, or ""
    /// @return as it is then; empty when somebody has changed it since
    Optional<Item> begin(Item seen, String node) {
        ObjectNode status = Json.object().put("phase", PodVolumePhase.IN_PROGRESS.text());
        status.put("startTimestamp", GoTime.format(clock.instant()));
        status.putNull("message"); // why nobody had begun
        if (!node.isEmpty()) {
            status.put("node", node);
        }
        try {
            return Optional.of(cluster.patchStatus(type, seen, status));
        } catch (ClusterException e) {
            if (e.reason() == Reason.CONFLICT || e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    void annotate(Item item, String key, String value) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put("uid", item.text("/metadata/uid"))
                .putObject("annotations")
                .put(key, value);
        cluster.patch(type, item.key(), patch);
    }

    /// Tells how far it is.
    void tell(Item item, Progress progress) {
        ObjectNode status = Json.object();
        status.putObject("progress")
                .put("totalBytes", progress.total())
                .put("bytesDone", progress.done());
        cluster.patchStatus(type, item.key(), item.text("/metadata/uid"), status);
    }

    /// Ends one, unless somebody else has ended it: a last phase never changes.
    ///
    /// @return false when somebody else has ended or deleted it, and nobody will know of what this
    ///     ending tells
    boolean end(VolumeId id, Ending ending) {
        for (int i = 0; i < ENDING_ATTEMPTS; i++) {
            Optional<Item> latest = get(id);
            if (latest.isEmpty() || ended(latest.get())) {
                return latest.filter(item -> tells(item, ending)).isPresent();
            }
            try {
                cluster.patchStatus(type, latest.get(), ending.status(clock.instant()));
                return true;
            } catch (ClusterException e) {
                if (e.reason() != Reason.CONFLICT) { // else somebody annotated it meanwhile
                    throw e;
                }
            }
        }
        return true; // as far as is known
    }

    /// It was this one's: only the answer was lost.
    private static boolean tells(Item item, Ending ending) {
        return item.text("/status/snapshotID").equals(ending.snapshot());
    }

    private static boolean ended(Item item) {
        return switch (phase(item)) {
            case COMPLETED, FAILED, CANCELED -> true;
            case NEW, ACCEPTED, PREPARED, IN_PROGRESS, CANCELING, UNKNOWN -> false;
        };
    }
}
