package ark.cli.location;

import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// At most one location is the default.
record DefaultLocation(Session session) {
    /// Takes it from all others. Called when the new one is the default: so there is always one.
    void isNow(String name) {
        for (Item location : session.resources().list(Kind.LOCATION, "")) {
            String other = location.key().name();
            if (!other.equals(name) && location.at("/spec/default").asBoolean()) {
                session.resources().patch(Kind.LOCATION, other, patch(false));
            }
        }
    }

    static ObjectNode patch(boolean isDefault) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("default", isDefault);
        return patch;
    }
}
