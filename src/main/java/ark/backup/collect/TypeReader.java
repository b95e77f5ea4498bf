package ark.backup.collect;

import ark.backup.request.NamespaceScope;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ItemHead;
import ark.cluster.ItemSink;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.cluster.Revision;
import ark.item.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Reads the selected objects of one type into a batch: at a given revision, or else all of them in
/// one newer state of their own.
final class TypeReader {
    private final Cluster cluster;
    private final NamespaceScope namespaces;
    private final List<LabelSelector> anyOf;

    /// @param anyOf an object must match one of these; none: labels do not matter
    TypeReader(Cluster cluster, NamespaceScope namespaces, List<LabelSelector> anyOf) {
        this.cluster = cluster;
        this.namespaces = namespaces;
        this.anyOf = List.copyOf(anyOf);
    }

    /// @param batch gets the objects; the caller commits it
    /// @return why the objects are not as they were at the moment; empty when they are
    /// @throws ClusterException when the type cannot be read at all
    Optional<String> read(ItemSpool.Batch batch, ClusterMoment moment) {
        Optional<String> reason = moment.doubt(batch.type());
        if (reason.isEmpty()) {
            reason = readAt(batch, moment.revision());
        }
        if (reason.isPresent()) {
            readByItself(batch);
        }
        return reason;
    }

    private Optional<String> readAt(ItemSpool.Batch batch, String revision) {
        try {
            for (ListRequest request : lists(batch.type())) {
                ListRequest exact = request.at(Revision.exact(revision));
                if (!cluster.list(exact, into(batch, exact, _ -> true)).exact()) {
                    return givenUp(batch, "the server answered from another revision");
                }
            }
            return Optional.empty();
        } catch (ClusterException e) {
            if (!ClusterMoment.isOver(e)) {
                throw e;
            }
            return givenUp(batch, Words.of(e));
        }
    }

    private static Optional<String> givenUp(ItemSpool.Batch batch, String reason) {
        batch.backTo(0);
        return Optional.of(reason);
    }

    private List<ListRequest> lists(ResourceType type) {
        var lists = new ArrayList<ListRequest>();
        for (String namespace : type.namespaced() ? namespaces.listed() : List.of("")) {
            ListRequest all = ListRequest.all(type).in(namespace);
            if (anyOf.isEmpty()) {
                lists.add(all);
            }
            anyOf.forEach(selector -> lists.add(all.labelled(selector.toString())));
        }
        return lists;
    }

    /// One list gives one state. Several would give several, so then the whole type is listed, and
    /// what is wanted is picked out of it here.
    private void readByItself(ItemSpool.Batch batch) {
        List<ListRequest> lists = lists(batch.type());
        if (lists.size() == 1) {
            cluster.list(lists.getFirst(), into(batch, lists.getFirst(), _ -> true));
        } else if (!lists.isEmpty()) {
            ListRequest all = ListRequest.all(batch.type());
            cluster.list(all, into(batch, all, this::selected));
        }
    }

    private boolean selected(ItemHead head) {
        return anyOf.isEmpty()
                || anyOf.stream().anyMatch(selector -> selector.matches(head.labels()));
    }

    private ItemSink into(
            ItemSpool.Batch batch, ListRequest request, Predicate<ItemHead> selected) {
        int mark = batch.size();
        boolean wholeCluster = request.type().namespaced() && request.namespace().isEmpty();
        return new ItemSink() {
            @Override
            public void begin() {
                batch.backTo(mark);
            }

            @Override
            public void item(ItemHead head, byte[] buffer, int offset, int length) {
                boolean inScope = !wholeCluster || namespaces.includes(head.namespace());
                if (inScope && selected.test(head)) {
                    batch.add(head, buffer, offset, length);
                }
            }
        };
    }
}
