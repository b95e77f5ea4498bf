package ark.hook;

import ark.item.Item;
import ark.item.ItemKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The hooks of one restored pod that have not run yet, container by container. For many threads.
final class RestoredPod {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    /// Stands among the busy containers for the end that is being said; no container's name.
    private static final String ENDING = "";

    private final Item created;
    private final long createdNanos;
    private final Duration longestWait;

    // Guarded by this.
    private final Map<String, Deque<RestoreHook>> pending = new LinkedHashMap<>();
    private final Set<String> busy = new HashSet<>();

    /// A hook that will not run.
    record Missed(RestoreHook hook, String why) {}

    /// What a look at the pod gave.
    ///
    /// @param missed hooks that will not run
    /// @param startable containers whose next hook can run now; they are busy from now on
    record Look(List<Missed> missed, List<String> startable) {
        static final Look NOTHING = new Look(List.of(), List.of());
    }

    /// @param hooks for containers that the pod has
    /// @param longestWait for a hook that names no time
    RestoredPod(Item created, List<RestoreHook> hooks, long createdNanos, Duration longestWait) {
        this.created = created;
        this.createdNanos = createdNanos;
        this.longestWait = longestWait;
        for (RestoreHook hook : hooks) {
            pending.computeIfAbsent(hook.hook().container(), _ -> new ArrayDeque<>()).add(hook);
        }
    }

    ItemKey key() {
        return created.key();
    }

    synchronized boolean finished() {
        return busy.isEmpty() && pending.values().stream().allMatch(Deque::isEmpty);
    }

    /// Judges what can happen now.
    ///
    /// @param live the pod as it is; empty when it is gone
    synchronized Look look(Optional<Item> live, long nowNanos) {
        if (live.isEmpty() || !live.get().text("/metadata/uid").equals(uid())) {
            return new Look(
                    missAll("pod " + key().path() + " was deleted before all its hooks ran"),
                    List.of());
        }
        String phase = live.get().text("/status/phase");
        if (ENDED.contains(phase)) {
            return new Look(
                    missAll(
                            "Pod entered phase "
                                    + phase
                                    + " before some post-restore exec hooks ran"),
                    List.of());
        }
        return waiting(live.get(), nowNanos);
    }

    /// As [#look] when nobody knows how the pod is: only time passes.
    synchronized Look unknown(long nowNanos) {
        return waiting(created.edit(json -> json.remove("status")), nowNanos);
    }

    private String uid() {
        return created.text("/metadata/uid");
    }

    private Look waiting(Item live, long nowNanos) {
        var missed = new ArrayList<Missed>();
        var startable = new ArrayList<String>();
        for (Map.Entry<String, Deque<RestoreHook>> of : pending.entrySet()) {
            String container = of.getKey();
            if (busy.contains(container)) {
                continue;
            }
            if (!of.getValue().isEmpty() && may(of.getValue().getFirst(), live)) {
                busy.add(container);
                startable.add(container);
            } else {
                missed.addAll(expired(of.getValue(), container, nowNanos));
            }
        }
        if (missed.stream().anyMatch(miss -> miss.hook().fails())) {
            missed.addAll(missAll("an earlier hook of the pod failed"));
        }
        return new Look(missed, startable);
    }

    private List<Missed> expired(Deque<RestoreHook> hooks, String container, long nowNanos) {
        var expired = new ArrayList<Missed>();
        while (!hooks.isEmpty() && isExpired(hooks.getFirst(), nowNanos)) {
            RestoreHook hook = hooks.removeFirst();
            expired.add(
                    new Missed(
                            hook,
                            "Hook %s in container %s expired before executing"
                                    .formatted(hook.hook().name(), container)));
        }
        return expired;
    }

    private boolean isExpired(RestoreHook hook, long nowNanos) {
        Duration wait = hook.waitLimit().isZero() ? longestWait : hook.waitLimit();
        return nowNanos - createdNanos > wait.toNanos();
    }

    private static boolean may(RestoreHook hook, Item live) {
        for (String list : List.of("/status/containerStatuses", "/status/initContainerStatuses")) {
            for (JsonNode status : live.at(list)) {
                if (status.path("name").asText().equals(hook.hook().container())) {
                    return status.path("state").has("running")
                            && (!hook.whenReady() || status.path("ready").asBoolean());
                }
            }
        }
        return false;
    }

    private List<Missed> missAll(String why) {
        var missed = new ArrayList<Missed>();
        pending.values()
                .forEach(
                        hooks -> {
                            hooks.forEach(hook -> missed.add(new Missed(hook, why)));
                            hooks.clear();
                        });
        return missed;
    }

    /// The hook to run now in a container that is busy; empty when there is none.
    ///
    /// @param again whether one has just run: what must be ready is looked at again first
    synchronized Optional<RestoreHook> next(String container, boolean again) {
        Deque<RestoreHook> hooks = pending.getOrDefault(container, new ArrayDeque<>());
        if (hooks.isEmpty() || (again && hooks.getFirst().whenReady())) {
            return Optional.empty();
        }
        return Optional.of(hooks.removeFirst());
    }

    /// Forgets what has not run, because a hook failed for which the pod is given up.
    synchronized List<Missed> giveUp() {
        return missAll("an earlier hook of the pod failed");
    }

    /// A container has no command to run now.
    ///
    /// @return whether the pod has come to its end, which is to be said: it is not finished before
    ///     [#ended], so that nobody closes everything meanwhile
    synchronized boolean idle(String container) {
        busy.remove(container);
        if (!finished()) {
            return false;
        }
        busy.add(ENDING);
        return true;
    }

    /// All is said.
    synchronized void ended() {
        busy.remove(ENDING);
    }
}
