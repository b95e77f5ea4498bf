package ark.cli.install;

import ark.cli.output.CommandFailure;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Waits until the pods of an installation are ready.
final class Readiness {
    /// An image may have to be fetched first.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Session session;

    Readiness(Session session) {
        this.session = session;
    }

    /// Waits for the server, and for the node agents where the installation has them.
    ///
    /// @throws CommandFailure when they do not become ready in time
    void await(List<ObjectNode> objects) {
        session.terminal().line("Waiting for Velero deployment to be ready.");
        await(Kinds.DEPLOYMENT, "velero");
        if (objects.stream().anyMatch(o -> o.path("kind").asText().equals("DaemonSet"))) {
            session.terminal().line("Waiting for Velero restic daemonset to be ready.");
            await(Kinds.DAEMON_SET, "restic");
        }
    }

    private void await(Kind kind, String name) {
        Instant deadline = session.now().plus(LIMIT);
        while (!ready(kind, session.api().get(kind, session.namespace(), name))) {
            if (!session.now().isBefore(deadline)) {
                String word = kind.kind().toLowerCase(Locale.ROOT);
                throw CommandFailure.gaveUp(
                        word + " \"" + name + "\" is not ready after " + LIMIT.toMinutes() + " min",
                        "See: kubectl describe pods -l component=velero -n " + session.namespace());
            }
            session.sleep(PAUSE);
        }
    }

    private static boolean ready(Kind kind, Optional<Item> found) {
        if (found.isEmpty()) {
            return false;
        }
        ObjectNode object = found.get().copyOfJson();
        long seen = object.at("/status/observedGeneration").asLong();
        if (seen < object.at("/metadata/generation").asLong()) {
            return false;
        }
        if (kind.equals(Kinds.DEPLOYMENT)) {
            long wanted = object.at("/spec/replicas").asLong(1);
            return object.at("/status/updatedReplicas").asLong() >= wanted
                    && object.at("/status/availableReplicas").asLong() >= wanted;
        }
        long wanted = object.at("/status/desiredNumberScheduled").asLong();
        return wanted > 0
                && object.at("/status/updatedNumberScheduled").asLong() >= wanted
                && object.at("/status/numberAvailable").asLong() >= wanted;
    }
}
