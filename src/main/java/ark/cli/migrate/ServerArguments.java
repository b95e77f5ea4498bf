package ark.cli.migrate;

import ark.cli.session.ApiException;
import ark.cli.session.ApiException.Reason;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.GroupResource;
import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The flags of the server, in the Deployment that `ark install` makes.
final class ServerArguments {
    private static final Kind DEPLOYMENTS =
            new Kind("apps/v1", new GroupResource("apps", "deployments"), "Deployment");

    /// Of the Deployment; also Velero's.
    private static final String NAME = "velero";

    /// The names that a flag had before.
    private static final Map<String, String> OLD_NAMES =
            Map.of("--fs-backup-timeout", "--restic-timeout");

    /// Flags that take no value.
    private static final Set<String> SWITCHES = Set.of("--restore-only");

    private final Session session;

    ServerArguments(Session session) {
        this.session = session;
    }

    /// Adds flags, and tells of each. One that the server has been given already stays as it is.
    ///
    /// @param flags with their values
    /// @param onlySay whether nothing is changed
    /// @return whether the server has all of them as they should be
    boolean add(Map<String, String> flags, boolean onlySay) {
        if (flags.isEmpty()) {
            return true;
        }
        Optional<ObjectNode> deployment = deployment();
        Optional<ArrayNode> arguments = deployment.flatMap(ServerArguments::arguments);
        if (arguments.isEmpty()) { // it runs elsewhere, or is to be installed
            flags.forEach((flag, value) -> line("Give the server " + text(flag, value)));
            return true;
        }
        var added = new LinkedHashMap<String, String>();
        boolean all = true;
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            Optional<String> given = given(flag.getKey(), arguments.get());
            if (given.isEmpty()) {
                added.put(flag.getKey(), flag.getValue());
            } else if (!given.get().equals(text(flag.getKey(), flag.getValue()))) {
                line("Server has %s already: left as it is".formatted(given.get()));
                all = false;
            }
        }
        added.forEach((flag, value) -> arguments.get().add(text(flag, value)));
        if (!onlySay && !added.isEmpty()) {
            session.api().replace(DEPLOYMENTS, session.namespace(), NAME, deployment.get());
        }
        String does = onlySay ? "Server would get " : "Server gets ";
        added.forEach((flag, value) -> line(does + text(flag, value)));
        return all;
    }

    private void line(String text) {
        session.terminal().line(text);
    }

    private static String text(String flag, String value) {
        return SWITCHES.contains(flag) ? flag : flag + "=" + value;
    }

    /// Empty when there is none, or it is not this person's to see.
    private Optional<ObjectNode> deployment() {
        try {
            return session.api().get(DEPLOYMENTS, session.namespace(), NAME).map(Item::copyOfJson);
        } catch (ApiException e) {
            if (e.reason() == Reason.DENIED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Those of the container that runs the server.
    private static Optional<ArrayNode> arguments(ObjectNode deployment) {
        return deployment
                .at("/spec/template/spec/containers")
                .valueStream()
                .filter(container -> container.at("/args/0").asText().equals("server"))
                .map(container -> container.path("args"))
                .filter(ArrayNode.class::isInstance)
                .map(ArrayNode.class::cast)
                .findFirst();
    }

    /// The flag as it is given, under whichever name.
    private static Optional<String> given(String flag, ArrayNode arguments) {
        List<String> names = List.of(flag, OLD_NAMES.getOrDefault(flag, flag));
        List<String> words = arguments.valueStream().map(JsonNode::asText).toList();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            for (String name : names) {
                if (word.startsWith(name + "=")) {
                    boolean bare = SWITCHES.contains(flag) && word.endsWith("=true");
                    return Optional.of(bare ? flag : flag + word.substring(name.length()));
                }
                if (word.equals(name)) {
                    boolean valued = !SWITCHES.contains(flag) && i + 1 < words.size();
                    return Optional.of(valued ? flag + "=" + words.get(i + 1) : flag);
                }
            }
        }
        return Optional.empty();
    }
}
