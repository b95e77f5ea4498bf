package ark.podvolume;

import ark.api.v1.GoTime;
import ark.api.v1.PodVolumePhase;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The PodVolumeBackups of one Backup, or the PodVolumeRestores of one Restore, in the cluster.
///
/// Every method may throw a [ClusterException].
record VolumeObjects(Cluster cluster, InstantSource clock, Owner owner) {
    private ResourceType type() {
        return owner.of().volumes().as(ResourceType::of);
    }

    /// Those of this very owner, by name.
    Map<String, Item> all() {
        var all = new HashMap<String, Item>();
        cluster.items(ListRequest.all(type()).in(owner.namespace()).labelled(owner.selector()))
                .forEach(item -> all.put(item.key().name(), item));
        return all;
    }

    /// Creates one, or finds the one that was created for the same thing before.
    ///
    /// @param object named by [ObjectNames]
    Item create(Item object) {
        try {
            return cluster.create(type(), object, "");
        } catch (ClusterException e) {
            if (e.reason() == Reason.ALREADY_EXISTS) {
                ItemKey key = object.key();
                return cluster.get(type(), key.namespace(), key.name()).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    /// An object of the owner that is not in the cluster yet.
    ///
    /// @param metadata from [Owner#metadata]
    Item fresh(ObjectNode metadata, ObjectNode spec) {
        ObjectNode object = Json.object();
        object.put("apiVersion", owner.of().volumes().apiVersion())
                .put("kind", owner.of().volumes().kind());
        object.set("metadata", metadata);
        object.set("spec", spec);
        object.putObject("status").putObject("progress");
        return Item.of(type().resource(), object);
    }

    /// What `spec.pod` says.
    static ObjectNode reference(Item pod) {
        return Json.object()
                .put("kind", "Pod")
                .put("namespace", pod.key().namespace())
                .put("name", pod.key().name())
                .put("uid", pod.text("/metadata/uid"));
    }

    /// The same object, failed.
    Item failed(Item object, String message) {
        return object.edit(json -> json.withObject("/status").setAll(failure(message)));
    }

    private ObjectNode failure(String message) {
        return Json.object()
                .put("phase", PodVolumePhase.FAILED.text())
                .put("message", message)
                .put("completionTimestamp", GoTime.format(clock.instant()));
    }

    /// Says something of one that nobody works on.
    void tell(Item object, String message) {
        ObjectNode status = Json.object();
        if (message.isEmpty()) {
            status.putNull("message");
        } else {
            status.put("message", message);
        }
        cluster.patchStatus(type(), object.key(), uid(object), status);
    }

    /// Stops one that has not ended: whoever works on it sees that it is not wanted any more. It is
    /// one change, so an end that came in between is never overwritten.
    ///
    /// @param object as it was seen last
    /// @return as it is then; empty when it has changed meanwhile, and must be looked at again
    Optional<Item> stop(Item object, String message) {
        ObjectNode also = Json.object();
        also.putObject("metadata").put("resourceVersion", object.text("/metadata/resourceVersion"));
        also.putObject("spec").put("cancel", true);
        try {
            return Optional.of(
                    cluster.patchStatus(type(), object.key(), uid(object), failure(message), also));
        } catch (ClusterException e) {
            if (e.reason() == Reason.CONFLICT) {
                return Optional.empty();
            }
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.of(failed(object, message));
            }
            throw e;
        }
    }

    void delete(Item object) {
        cluster.delete(type(), object.key());
    }

    private static String uid(Item object) {
        return object.text("/metadata/uid");
    }
}
