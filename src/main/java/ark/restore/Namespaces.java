package ark.restore;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.operation.Pause;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/// Makes sure that the namespaces exist that items are restored into; each is looked at once. For
/// many threads.
///
/// A new namespace gets the labels, annotations and spec of the one that was backed up. One that
/// exists is left as it is; one that is being deleted is waited for.
final class Namespaces {
    private static final ResourceType TYPE =
            ResourceType.of(RestorePlanner.NAMESPACES, "v1", "Namespace", false);

    private final Cluster cluster;
    private final Backed backed;
    private final Duration terminatingTimeout;
    private final Pause pause;
    private final Map<String, CompletableFuture<State>> states = new ConcurrentHashMap<>();

    /// The Namespace objects of the backup.
    interface Backed {
        Optional<Item> namespace(String name);
    }

    /// What a namespace turned out to be.
    ///
    /// @param first whether this caller was the first to ask
    /// @param created whether it was created for this caller
    /// @param problem why nothing can be restored into it; "" when it can
    record State(boolean first, boolean created, String problem) {
        boolean usable() {
            return problem.isEmpty();
        }
    }

    Namespaces(Cluster cluster, Backed backed, Duration terminatingTimeout, Pause pause) {
        this.cluster = cluster;
        this.backed = backed;
        this.terminatingTimeout = terminatingTimeout;
        this.pause = pause;
    }

    /// Whoever asks first waits until the namespace is there, and learns that it was created; the
    /// others wait for the first.
    ///
    /// @param source the namespace in the backup
    /// @param target the namespace to restore into
    /// @throws ClusterException when the API server stays away, or the work is cancelled
    State ensure(String source, String target) throws InterruptedException {
        var own = new CompletableFuture<State>();
        CompletableFuture<State> first = states.putIfAbsent(target, own);
        if (first != null) {
            return new State(false, false, get(first).problem());
        }
        try {
            State state = make(source, target);
            own.complete(state);
            return state;
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            own.cancel(false); // nothing happens when it is complete
        }
    }

    private static State get(CompletableFuture<State> state) throws InterruptedException {
        try {
            return state.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    private State make(String source, String target) throws InterruptedException {
        boolean usable =
                pause.until(terminatingTimeout, () -> get(target).filter(this::ending).isEmpty());
        if (!usable) {
            return new State(
                    true,
                    false,
                    "timed out waiting for terminating namespace " + target + " to disappear");
        }
        if (get(target).isPresent()) {
            return new State(true, false, "");
        }
        try {
            cluster.create(TYPE, fresh(source, target), "");
            FailPoint.RESTORE_NAMESPACE_CREATED.reached();
            return new State(true, true, "");
        } catch (ClusterException e) {
            return switch (e.reason()) {
                case ALREADY_EXISTS -> new State(true, false, "");
                case CANCELLED, UNREACHABLE -> throw e;
                case NOT_FOUND,
                        CONFLICT,
                        INVALID,
                        DENIED,
                        EXPIRED,
                        REVISION_TOO_LARGE,
                        REVISION_IGNORED,
                        THROTTLED,
                        UNAVAILABLE,
                        REFUSED ->
                        new State(
                                true,
                                false,
                                "error creating namespace " + target + ": " + e.apiMessage());
            };
        }
    }

    private Optional<Item> get(String name) {
        try {
            return cluster.get(TYPE, "", name);
        } catch (ClusterException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean ending(Item namespace) {
        return !namespace.text("/metadata/deletionTimestamp").isEmpty()
                || namespace.text("/status/phase").equals("Terminating");
    }

    private Item fresh(String source, String target) {
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        ObjectNode metadata = json.putObject("metadata").put("name", target);
        Optional<Item> old = backed.namespace(source);
        if (old.isPresent()) {
            for (String name : new String[] {"labels", "annotations"}) {
                if (old.get().at("/metadata/" + name) instanceof ObjectNode map) {
                    metadata.set(name, map.deepCopy());
                }
            }
            if (old.get().at("/spec") instanceof ObjectNode spec) {
                json.set("spec", spec.deepCopy());
            }
        }
        // which the API server sets, and which would name the namespace that it was
        if (metadata.get("labels") instanceof ObjectNode labels) {
            labels.remove("kubernetes.io/metadata.name");
        }
        return Item.of(RestorePlanner.NAMESPACES, json);
    }
}
