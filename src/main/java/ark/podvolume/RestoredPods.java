package ark.podvolume;

import ark.api.v1.Labels;
import ark.api.v1.PodVolumePhase;
import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.podvolume.VolumeWatch.Place;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the pods of a restore are, and what keeps their volumes from being restored: an agent
/// begins once the init container that waits for the volume runs.
record RestoredPods(Cluster cluster, Owner restore) implements VolumeWatch.Places {
    /// The init container that waits, as Velero up to 1.9 calls it.
    static final String WAITING = "restic-wait";

    /// What the helper of Ark up to 0.11 runs, whatever its image is called.
    private static final String ARK_HELPER = "ark-restic-restore-helper";

    private static final ResourceType PODS =
            ResourceType.of(GroupResource.core("pods"), "v1", "Pod", true);

    @Override
    public Map<String, Place> of(List<Item> objects) {
        Set<String> agents = new NodeAgents(cluster, restore.namespace()).nodes();
        Map<ItemKey, Item> pods = pods();
        var places = new HashMap<String, Place>();
        for (Item object : objects) {
            ItemKey key =
                    new ItemKey(
                            PODS.resource(),
                            object.text("/spec/pod/namespace"),
                            object.text("/spec/pod/name"));
            Optional<Item> pod =
                    Optional.ofNullable(pods.get(key)) // one may have lost its label
                            .or(() -> cluster.get(PODS, key.namespace(), key.name()))
                            .filter(p -> isThatOf(object, p));
            places.put(
                    object.key().name(),
                    pod.map(p -> place(object, p, agents))
                            .orElseGet(
                                    () ->
                                            new Place.Gone(
                                                    "its pod " + key.path() + " was deleted")));
        }
        return places;
    }

    private Map<ItemKey, Item> pods() {
        String selector = Labels.RESTORE_NAME + "=" + Labels.value(restore.name());
        var pods = new HashMap<ItemKey, Item>();
        cluster.items(ListRequest.all(PODS).labelled(selector))
                .forEach(pod -> pods.put(pod.key(), pod));
        return pods;
    }

    /// Whether the pod waits with Ark's helper, which looks for other files than all later ones. A
    /// ConfigMap can name it for backups of any era.
    static boolean waitsAsArk(Item pod) {
        return pod.at("/spec/initContainers")
                .valueStream()
                .filter(container -> container.path("name").asText().equals(WAITING))
                .anyMatch(container -> container.at("/command/0").asText().endsWith(ARK_HELPER));
    }

    private static boolean isThatOf(Item object, Item pod) {
        return pod.text("/metadata/uid").equals(object.text("/spec/pod/uid"));
    }

    private static Place place(Item object, Item pod, Set<String> agents) {
        String node = pod.text("/spec/nodeName");
        String phase = pod.text("/status/phase");
        boolean begun = PodVolumePhase.of(object.text("/status/phase")) != PodVolumePhase.NEW;
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return new Place.Gone("its pod " + pod.key().path() + " has ended: " + phase);
        }
        if (node.isEmpty()) {
            return new Place.Pending("its pod is on no node" + scheduling(pod));
        }
        if (!agents.contains(node)) {
            return new Place.WithoutAgent(node);
        }
        return begun ? new Place.Attended("") : waiting(pod);
    }

    /// ``: 0/3 nodes are available``, as the scheduler says it.
    private static String scheduling(Item pod) {
        return pod.at("/status/conditions")
                .valueStream()
                .filter(c -> c.path("type").asText().equals("PodScheduled"))
                .map(c -> c.path("message").asText())
                .filter(message -> !message.isEmpty())
                .findFirst()
                .map(message -> ": " + message)
                .orElse("");
    }

    private static Place waiting(Item pod) {
        JsonNode state = state(pod);
        if (state.path("terminated").path("exitCode").asInt(-1) == 0) {
            return new Place.Gone(
                    "the init container " + WAITING + " of its pod has ended without waiting");
        }
        return new Place.Attended(
                state.has("running")
                        ? ""
                        : "the init container "
                                + WAITING
                                + " of its pod does not run"
                                + why(state));
    }

    private static JsonNode state(Item pod) {
        return pod.at("/status/initContainerStatuses")
                .valueStream()
                .filter(status -> status.path("name").asText().equals(WAITING))
                .findFirst()
                .map(status -> status.path("state"))
                .orElse(MissingNode.getInstance());
    }

    private static String why(JsonNode state) {
        String reason = state.at("/waiting/reason").asText();
        String message = state.at("/waiting/message").asText();
        return (reason.isEmpty() ? "" : ": " + reason) + (message.isEmpty() ? "" : ": " + message);
    }
}
