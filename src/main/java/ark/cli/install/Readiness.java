package ark.cli.install;

import ark.cli.output.CommandFailure;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import ark.cli.session.Session;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Waits until the pods of an installation are ready, or in trouble.
final class Readiness {
    /// An image may have to be fetched first.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// A registry that did not answer, or a Secret that comes a moment later, is no trouble.
    private static final Duration TROUBLE_LIMIT = Duration.ofSeconds(15);

    private final Session session;

    Readiness(Session session) {
        this.session = session;
    }

    /// Waits for the server, and for the node agents where the installation has them.
    ///
    /// @throws CommandFailure when they do not become ready in time; soon when a pod is in trouble
    void await(List<ObjectNode> objects) {
        session.terminal().line("Waiting for Velero deployment to be ready.");
        await(Kinds.DEPLOYMENT, "velero", "deploy=velero");
        if (objects.stream().anyMatch(o -> o.path("kind").asText().equals("DaemonSet"))) {
            session.terminal().line("Waiting for Velero restic daemonset to be ready.");
            await(Kinds.DAEMON_SET, "restic", "name=restic");
        }
    }

    private void await(Kind kind, String name, String podSelector) {
        Instant deadline = session.now().plus(LIMIT);
        Optional<PodTrouble> trouble = Optional.empty();
        Instant since = session.now();
        while (!ready(kind, session.api().get(kind, session.namespace(), name))) {
            if (!session.now().isBefore(deadline)) {
                String word = kind.kind().toLowerCase(Locale.ROOT);
                throw CommandFailure.gaveUp(
                        word + " \"" + name + "\" is not ready after " + LIMIT.toMinutes() + " min",
                        "See: kubectl describe pods -l component=velero -n " + session.namespace());
            }
            Optional<PodTrouble> seen = PodTrouble.of(pods(podSelector));
            if (seen.isEmpty() || trouble.filter(known -> known.goesOnAs(seen.get())).isEmpty()) {
                since = session.now();
            }
            trouble = seen;
            if (!session.now().isBefore(since.plus(TROUBLE_LIMIT))) {
                trouble.ifPresent(this::fail);
            }
            session.sleep(PAUSE);
        }
    }

    private void fail(PodTrouble trouble) {
        throw CommandFailure.failed(trouble.text(), trouble.remedy(session.namespace()));
    }

    /// None where the person may not see them: then it is only waited for.
    private List<Item> pods(String selector) {
        try {
            return session.api().list(Kinds.POD, session.namespace(), selector);
        } catch (ApiException e) {
            if (e.reason() == ApiException.Reason.DENIED) {
                return List.of();
            }
            throw e;
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
