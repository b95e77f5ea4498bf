package ark.restore.apply;

import ark.cluster.ResourceType;
import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// An object that is ready to be created.
///
/// @param item with its final name, namespace and labels, and the managedFields it had
/// @param status to restore too; a missing node for none
/// @param apiVersions in which the cluster serves objects of this kind
public record Candidate(ResourceType type, Item item, JsonNode status, Set<String> apiVersions) {
    public Candidate {
        apiVersions = Set.copyOf(apiVersions);
    }
}
