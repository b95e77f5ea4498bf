package ark.restore.apply;

import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.restore.apply.Applied.What;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Creates objects, and deals with those that exist. Safe for many threads.
///
/// Every method throws [ClusterException] when the API server refuses an object or stays away.
public final class Applier {
    private final Cluster cluster;
    private final ApplyRules rules;
    private final List<String> addedLabels;

    public Applier(Cluster cluster, ApplyRules rules) {
        this.cluster = cluster;
        this.rules = rules;
        this.addedLabels = List.copyOf(rules.labels().keySet());
    }

    /// Creates an object, or finds it there.
    ///
    /// A refusal is an "exists" whenever an object of the name is there: a Service's ports are
    /// found to be taken before its name is.
    public Applied apply(Candidate candidate) {
        Ownership owners = new Ownership(candidate, addedLabels);
        Item created;
        try {
            created = cluster.create(candidate.type(), body(candidate), owners.manager());
            FailPoint.RESTORE_ITEM_CREATED.reached();
        } catch (ClusterException e) {
            Item live = existing(candidate, e).orElseThrow(() -> e);
            return rules.own(live) ? complete(candidate, live, owners) : conflict(candidate, live);
        }
        return complete(candidate, created, owners);
    }

    private static Item body(Candidate candidate) {
        boolean statusInBody = !candidate.type().statusSubresource();
        return candidate
                .item()
                .edit(
                        json -> {
                            json.withObject("/metadata").remove("managedFields");
                            if (statusInBody && !candidate.status().isMissingNode()) {
                                json.set("status", candidate.status().deepCopy());
                            }
                        });
    }

    private Optional<Item> existing(Candidate candidate, ClusterException refusal) {
        ItemKey key = candidate.item().key();
        return switch (refusal.reason()) {
            case CANCELLED, UNREACHABLE, THROTTLED -> Optional.empty();
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    INVALID,
                    DENIED,
                    EXPIRED,
                    REVISION_TOO_LARGE,
                    REVISION_IGNORED,
                    UNAVAILABLE,
                    REFUSED ->
                    cluster.get(candidate.type(), key.namespace(), key.name());
        };
    }

    /// Status and owners of an object that this restore created.
    private Applied complete(Candidate candidate, Item created, Ownership owners) {
        var warnings = new ArrayList<String>();
        Item live = created;
        if (candidate.type().statusSubresource() && !candidate.status().isMissingNode()) {
            live = withStatus(candidate, created, warnings);
        }
        if (owners.differs(live)) {
            live =
                    patched(
                            candidate,
                            live,
                            owners.patch(),
                            "restore the managedFields of",
                            warnings);
        }
        return new Applied(What.CREATED, live, warnings);
    }

    private Item withStatus(Candidate candidate, Item live, List<String> warnings) {
        Item wanted = live.edit(json -> json.set("status", candidate.status().deepCopy()));
        try {
            return cluster.replaceStatus(candidate.type(), wanted);
        } catch (ClusterException e) {
            warnings.add(notDone(candidate, "restore the status of", e));
            return live;
        }
    }

    private Item patched(
            Candidate candidate, Item live, ObjectNode patch, String doing, List<String> warnings) {
        try {
            return cluster.patch(candidate.type(), live.key(), patch);
        } catch (ClusterException e) {
            warnings.add(notDone(candidate, doing, e));
            return live;
        }
    }

    /// The sentence of a warning, unless the work as a whole must stop.
    private static String notDone(Candidate candidate, String doing, ClusterException e) {
        return switch (e.reason()) {
            case CANCELLED, UNREACHABLE -> throw e;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    INVALID,
                    DENIED,
                    EXPIRED,
                    REVISION_TOO_LARGE,
                    REVISION_IGNORED,
                    THROTTLED,
                    UNAVAILABLE,
                    REFUSED ->
                    "could not %s %s \"%s\": %s"
                            .formatted(
                                    doing,
                                    candidate.type().kind(),
                                    candidate.item().key().name(),
                                    e.apiMessage());
        };
    }

    private Applied conflict(Candidate candidate, Item existing) {
        Item backedUp = ServerFields.comparable(candidate.item());
        Item unlabelled = ServerFields.comparable(existing);
        Item live = unlabelled.edit(this::label);
        boolean equal = live.equals(backedUp);
        if (!equal && candidate.type().kind().equals("ServiceAccount")) {
            return mergeAccount(candidate, existing, ExistingAccount.patch(live, backedUp));
        }
        if (rules.updateExisting()) {
            ObjectNode change = Difference.patch(unlabelled.copyOfJson(), backedUp.copyOfJson());
            return update(candidate, existing, change);
        }
        if (equal) {
            return new Applied(What.LEFT, existing, List.of());
        }
        return new Applied(What.LEFT, existing, List.of(differs(candidate, live, backedUp)));
    }

    private static String differs(Candidate candidate, Item live, Item backedUp) {
        return ("could not restore, %s \"%s\" already exists. Warning: the in-cluster version is"
                        + " different than the backed-up version. Differs at: %s")
                .formatted(
                        candidate.type().kind(),
                        candidate.item().key().name(),
                        Difference.between(live.at(""), backedUp.at("")));
    }

    private void label(ObjectNode json) {
        ObjectNode labels = json.withObject("/metadata").withObject("/labels");
        rules.labels().forEach(labels::put);
    }

    private Applied mergeAccount(Candidate candidate, Item existing, ObjectNode patch) {
        if (patch.isEmpty()) {
            return new Applied(What.LEFT, existing, List.of());
        }
        return update(candidate, existing, patch);
    }

    /// Changes an existing object; when that is refused, only its labels.
    private Applied update(Candidate candidate, Item existing, ObjectNode change) {
        ResourceType type = candidate.type();
        if (change.isEmpty()) {
            return new Applied(What.LEFT, existing, List.of());
        }
        try {
            Item live = cluster.patch(type, existing.key(), change);
            return new Applied(What.UPDATED, live, List.of());
        } catch (ClusterException e) {
            var warnings = new ArrayList<String>();
            warnings.add(notDone(candidate, "update", e));
            Item live = existing;
            if (rules.updateExisting()) {
                ObjectNode labels = Json.object();
                label(labels);
                live = patched(candidate, existing, labels, "label", warnings);
            }
            return new Applied(What.LEFT, live, warnings);
        }
    }
}
