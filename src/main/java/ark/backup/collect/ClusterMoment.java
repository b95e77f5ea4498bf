package ark.backup.collect;

import ark.backup.request.ResourceRules;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// The one revision R of the cluster that a backup reads, and the types that cannot be read at it.
///
/// A type is read at R only when R lies between its own revisions just before and just after R was
/// taken: revisions of a type that is kept in an etcd of its own have nothing to do with R.
///
/// Source: Kubernetes API concepts, "Resource versions"; observed on 1.34.
///
/// @param revision R
/// @param inexact each type that has no exact state at R, and why
public record ClusterMoment(String revision, Map<GroupResource, String> inexact) {
    /// Events are kept apart in many clusters, come without end, and belong to nobody.
    private static final List<GroupResource> EVENTS =
            List.of(GroupResource.core("events"), new GroupResource("events.k8s.io", "events"));

    static final ResourceType NAMESPACES =
            ResourceType.of(ResourceRules.NAMESPACES, "v1", "Namespace", false);

    public ClusterMoment {
        inexact = Map.copyOf(inexact);
    }

    /// What one look at a type's revision gave.
    private sealed interface Look {
        record Seen(String revision) implements Look {}

        record Refused(String message) implements Look {}
    }

    /// @param types all that may be read; one of them is `namespaces`, which gives R
    /// @param unfit why a type cannot be exact whatever its revisions say
    /// @param atOnce how many requests at once
    /// @throws ClusterException when R itself cannot be read
    static ClusterMoment take(
            Cluster cluster,
            List<ResourceType> types,
            Function<ResourceType, Optional<String>> unfit,
            int atOnce)
            throws InterruptedException {
        var inexact = new TreeMap<GroupResource, String>();
        var fit = new ArrayList<ResourceType>();
        for (ResourceType type : types) {
            Optional<String> reason =
                    EVENTS.contains(type.resource())
                            ? Optional.of("events are kept apart from other objects")
                            : unfit.apply(type);
            reason.ifPresent(text -> inexact.put(type.resource(), text));
            if (reason.isEmpty()) {
                fit.add(type);
            }
        }
        List<Look> before = look(cluster, fit, atOnce);
        String revision = cluster.revisionOf(NAMESPACES);
        List<Look> after = look(cluster, fit, atOnce);
        for (int i = 0; i < fit.size(); i++) {
            GroupResource resource = fit.get(i).resource();
            doubt(before.get(i), revision, after.get(i))
                    .ifPresent(reason -> inexact.put(resource, reason));
        }
        return new ClusterMoment(revision, inexact);
    }

    private static List<Look> look(Cluster cluster, List<ResourceType> types, int atOnce)
            throws InterruptedException {
        List<Supplier<Look>> looks = new ArrayList<>();
        types.forEach(type -> looks.add(() -> look(cluster, type)));
        return SideBySide.all(looks, atOnce);
    }

    private static Look look(Cluster cluster, ResourceType type) {
        try {
            return new Look.Seen(cluster.revisionOf(type));
        } catch (ClusterException e) {
            if (e.reason() == Reason.CANCELLED || e.reason() == Reason.UNREACHABLE) {
                throw e;
            }
            return new Look.Refused(Words.of(e));
        }
    }

    /// Why a type cannot be read at R; empty when it can.
    private static Optional<String> doubt(Look before, String revision, Look after) {
        return switch (before) {
            case Look.Refused(String message) -> Optional.of(message);
            case Look.Seen(String from) ->
                    switch (after) {
                        case Look.Refused(String message) -> Optional.of(message);
                        case Look.Seen(String to) ->
                                encloses(from, revision, to)
                                        ? Optional.empty()
                                        : Optional.of(
                                                "its revisions go from %s to %s, as if it were kept"
                                                                .formatted(from, to)
                                                        + " in an etcd of its own");
                    };
        };
    }

    /// Revisions are opaque by contract and numbers of etcd in practice; what is no number is
    /// compared to nothing.
    private static boolean encloses(String from, String revision, String to) {
        try {
            long at = Long.parseUnsignedLong(revision);
            return Long.compareUnsigned(Long.parseUnsignedLong(from), at) <= 0
                    && Long.compareUnsigned(at, Long.parseUnsignedLong(to)) <= 0;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// Whether a refusal means that a type has no exact state to give, now or ever: the moment is
    /// over. A newer state may still be read.
    public static boolean isOver(ClusterException e) {
        return switch (e.reason()) {
            case EXPIRED, REVISION_TOO_LARGE, REVISION_IGNORED, INVALID -> true;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    DENIED,
                    THROTTLED,
                    UNREACHABLE,
                    UNAVAILABLE,
                    CANCELLED,
                    REFUSED ->
                    false;
        };
    }

    /// Why a type is not read at the revision; empty when it is.
    public Optional<String> doubt(ResourceType type) {
        return Optional.ofNullable(inexact.get(type.resource()));
    }
}
