package ark.podvolume;

import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;

/// On which nodes an agent works: a pod of the server's namespace with one of the labels that the
/// DaemonSets of all eras give theirs.
///
/// Source: Velero 1.9.7 (`name=restic`) and 1.10 and later (`role=node-agent`).
///
/// @param namespace of the server
record NodeAgents(Cluster cluster, String namespace) {
    private static final ResourceType PODS =
            ResourceType.of(GroupResource.core("pods"), "v1", "Pod", true);

    /// The names of the nodes.
    ///
    /// @throws ark.cluster.ClusterException when the cluster does not say
    Set<String> nodes() {
        return cluster.items(ListRequest.all(PODS).in(namespace)).stream()
                .filter(NodeAgents::isAgent)
                .filter(NodeAgents::works)
                .map(pod -> pod.text("/spec/nodeName"))
                .filter(node -> !node.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isAgent(Item pod) {
        return "restic".equals(pod.labels().get("name"))
                || "node-agent".equals(pod.labels().get("role"));
    }

    /// The pod of a node that is gone stays `Running` for ever, but is not ready any more.
    private static boolean works(Item pod) {
        return pod.text("/status/phase").equals("Running")
                && pod.text("/metadata/deletionTimestamp").isEmpty()
                && pod.at("/status/conditions").valueStream().noneMatch(NodeAgents::unready);
    }

    private static boolean unready(JsonNode condition) {
        return condition.path("type").asText().equals("Ready")
                && !condition.path("status").asText().equals("True");
    }
}
