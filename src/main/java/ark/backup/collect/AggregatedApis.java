package ark.backup.collect;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ItemHead;
import ark.cluster.ItemSink;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The API versions that some other server answers for, behind the API server: their revisions are
/// their own.
///
/// @param answering by `group/version`: why it does not answer; empty when it does
record AggregatedApis(Map<String, Optional<String>> answering) {
    private static final ResourceType API_SERVICES =
            ResourceType.of(
                    new GroupResource("apiregistration.k8s.io", "apiservices"),
                    "v1",
                    "APIService",
                    false);

    AggregatedApis {
        answering = Map.copyOf(answering);
    }

    /// Reads them from the cluster's APIServices; one that does not serve those has none.
    static AggregatedApis read(Cluster cluster) {
        var answering = new HashMap<String, Optional<String>>();
        try {
            cluster.list(ListRequest.all(API_SERVICES), new Services(answering));
        } catch (ClusterException e) {
            if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.DENIED) {
                throw e;
            }
        }
        return new AggregatedApis(answering);
    }

    private record Services(Map<String, Optional<String>> answering) implements ItemSink {
        @Override
        public void begin() {
            answering.clear();
        }

        @Override
        public void item(ItemHead head, byte[] buffer, int offset, int length) {
            ObjectNode service = Json.object(buffer, offset, length);
            if (service.at("/spec/service").isObject()) {
                String version =
                        service.at("/spec/group").asText()
                                + "/"
                                + service.at("/spec/version").asText();
                answering.put(version, whyNot(service));
            }
        }

        private static Optional<String> whyNot(ObjectNode service) {
            for (JsonNode condition : service.at("/status/conditions")) {
                if (condition.path("type").asText().equals("Available")
                        && condition.path("status").asText().equals("False")) {
                    String reason = condition.path("reason").asText();
                    return Optional.of(reason + ": " + condition.path("message").asText());
                }
            }
            return Optional.empty();
        }
    }

    boolean serves(ResourceType type) {
        return answering.containsKey(type.apiVersion());
    }

    /// Why the server behind a type does not answer; empty when it does or there is none.
    Optional<String> whyDown(ResourceType type) {
        return answering.getOrDefault(type.apiVersion(), Optional.empty());
    }
}
