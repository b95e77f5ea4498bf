package ark.cli.install;

import ark.cli.session.Kind;
import ark.cli.session.Session;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Sends the objects of an installation to a cluster. What is there already is left as it is, so it
/// is safe to repeat.
final class Installer {
    private final Session session;
    private final boolean change;

    /// @param change whether objects that exist become what they would be if they were new
    Installer(Session session, boolean change) {
        this.session = session;
        this.change = change;
    }

    /// Creates definitions, waits until they are of use, creates the rest, in this order.
    void install(List<ObjectNode> definitions, List<ObjectNode> others) {
        var crds = new Definitions(session);
        for (ObjectNode definition : definitions) {
            tell(definition, "attempting to create resource");
            tell(definition, crds.install(definition));
        }
        session.terminal().line("Waiting for resources to be ready in cluster...");
        crds.awaitEstablished(definitions);
        for (ObjectNode object : others) {
            tell(object, "attempting to create resource");
            tell(object, create(object));
        }
    }

    private String create(ObjectNode object) {
        Kind kind = Kinds.of(object);
        String namespace = object.at("/metadata/namespace").asText();
        if (session.api().createNew(kind, namespace, object).isPresent()) {
            return "created";
        }
        if (!change) {
            return "already exists, proceeding";
        }
        session.api().patch(kind, namespace, object.at("/metadata/name").asText(), object);
        return "already exists, changed";
    }

    private void tell(ObjectNode object, String what) {
        session.terminal()
                .line(
                        object.path("kind").asText()
                                + "/"
                                + object.at("/metadata/name").asText()
                                + ": "
                                + what);
    }
}
