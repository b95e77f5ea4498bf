package ark.cli.session;

import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// The API server. Every method throws [ApiException] when it refuses or cannot be reached.
public interface ApiServer {
    /// Creates an object, and gives it as the server completed it.
    ///
    /// @param namespace "" for a cluster-scoped kind
    /// @param object with `metadata.name` or `metadata.generateName`
    Item create(Kind kind, String namespace, ObjectNode object);

    /// Creates an object unless there is one of its name.
    ///
    /// @return the object as the server completed it; empty when its name is taken
    default Optional<Item> createNew(Kind kind, String namespace, ObjectNode object) {
        try {
            return Optional.of(create(kind, namespace, object));
        } catch (ApiException e) {
            if (e.reason() == ApiException.Reason.ALREADY_EXISTS) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The object of that name.
    ///
    /// @param name as typed; it may be no valid name, and is then not found
    Optional<Item> get(Kind kind, String namespace, String name);

    /// All objects that a selector chooses, in the server's order.
    ///
    /// @param labelSelector "" for all
    List<Item> list(Kind kind, String namespace, String labelSelector);

    /// Changes the fields that a JSON merge patch names.
    Item patch(Kind kind, String namespace, String name, ObjectNode mergePatch);

    /// Puts an object in the place of one that was read; a conflict when somebody was faster.
    ///
    /// @param object with `metadata.resourceVersion` of what was read
    Item replace(Kind kind, String namespace, String name, ObjectNode object);

    /// Deletes an object.
    ///
    /// @return whether it was there
    boolean delete(Kind kind, String namespace, String name);
}
