package ark.cli.install;

import ark.cli.output.CommandFailure;
import ark.cli.session.ApiException;
import ark.cli.session.ApiServer;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.install.Crds;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The definitions of the custom resources, in a cluster.
final class Definitions {
    private static final Duration ESTABLISHED_WITHIN = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// Somebody else may change a definition while it is being read and written.
    private static final int TRIES = 5;

    private final Session session;

    Definitions(Session session) {
        this.session = session;
    }

    /// Creates one, or unites it with what is there.
    ///
    /// @return what was done
    String install(ObjectNode ours) {
        ApiServer api = session.api();
        String name = ours.at("/metadata/name").asText();
        for (int i = 1; true; i++) {
            try {
                Optional<Item> existing = api.get(Kind.CUSTOM_RESOURCE, "", name);
                if (existing.isEmpty()) {
                    api.create(Kind.CUSTOM_RESOURCE, "", ours);
                    return "created";
                }
                ObjectNode old = existing.get().copyOfJson();
                ObjectNode united = Crds.upgrade(old.deepCopy(), ours.deepCopy());
                Item now = api.replace(Kind.CUSTOM_RESOURCE, "", name, united);
                boolean same =
                        now.text("/metadata/resourceVersion")
                                .equals(existing.get().text("/metadata/resourceVersion"));
                return same ? "already exists, unchanged" : "already exists, updated";
            } catch (ApiException e) {
                boolean somebodyWasFaster =
                        e.reason() == ApiException.Reason.CONFLICT
                                || e.reason() == ApiException.Reason.ALREADY_EXISTS;
                if (!somebodyWasFaster || i == TRIES) {
                    throw e;
                }
            }
        }
    }

    void awaitEstablished(List<ObjectNode> definitions) {
        Instant deadline = session.now().plus(ESTABLISHED_WITHIN);
        List<String> waiting =
                new ArrayList<>(
                        definitions.stream().map(d -> d.at("/metadata/name").asText()).toList());
        while (true) {
            waiting.removeIf(name -> isEstablished(name));
            if (waiting.isEmpty()) {
                return;
            }
            if (!session.now().isBefore(deadline)) {
                throw CommandFailure.gaveUp(
                        "timeout reached, CRDs not ready: " + String.join(", ", waiting),
                        "See: kubectl describe crd " + waiting.getFirst());
            }
            session.sleep(PAUSE);
        }
    }

    private boolean isEstablished(String name) {
        return session.api()
                .get(Kind.CUSTOM_RESOURCE, "", name)
                .filter(definition -> Crds.established(definition.copyOfJson()))
                .isPresent();
    }
}
