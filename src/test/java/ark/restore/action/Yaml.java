package ark.restore.action;

import ark.item.GroupResource;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Kubernetes YAML, as small as a test allows.
public final class Yaml {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private Yaml() {}

    /// One object of a resource such as `deployments.apps`.
    public static Item item(String resource, String yaml) {
        return Item.of(GroupResource.parse(resource), tree(yaml));
    }

    public static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) MAPPER.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
