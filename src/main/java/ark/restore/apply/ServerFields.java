package ark.restore.apply;

import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The fields of an object that belong to the server that stores it.
public final class ServerFields {
    /// Source: Velero 1.18, pkg/restore, which keeps finalizers and managedFields; ownerReferences
    /// name objects by uids that exist no more.
    private static final List<String> OF_THE_OLD_SERVER =
            List.of(
                    "generateName",
                    "selfLink",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "ownerReferences");

    private ServerFields() {}

    /// An object as it may be created anew: without status and the old server's metadata.
    public static Item without(Item item) {
        return item.edit(
                json -> {
                    json.remove("status");
                    json.withObject("/metadata").remove(OF_THE_OLD_SERVER);
                });
    }

    /// What of an object a person decides: everything but status and most of the metadata.
    static Item comparable(Item item) {
        return item.edit(
                json -> {
                    json.remove("status");
                    ObjectNode metadata = json.withObject("/metadata");
                    metadata.retain("name", "namespace", "labels", "annotations");
                    removeIfEmpty(metadata, "labels");
                    removeIfEmpty(metadata, "annotations");
                });
    }

    private static void removeIfEmpty(ObjectNode metadata, String name) {
        if (metadata.path(name).isEmpty()) {
            metadata.remove(name);
        }
    }
}
