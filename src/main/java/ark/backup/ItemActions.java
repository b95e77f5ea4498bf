package ark.backup;

import ark.api.v1.Backup;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.NameFilter;
import ark.item.Selection;
import ark.spi.BackupItemAction;
import ark.spi.BackupItemAction.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The actions of one backup, each with the items it wants to see. For one thread.
final class ItemActions {
    private final List<Chosen> actions = new ArrayList<>();
    private final Map<GroupResource, List<Chosen>> byResource = new HashMap<>();
    private final Backup backup;

    private record Chosen(BackupItemAction action, Selection selection) {
        boolean wants(GroupResource resource) {
            return selection.resources().includes(resource.toString());
        }

        boolean mayWant(ItemKey key) {
            // Only for some namespaces means: for nothing that lies in none.
            return selection.namespaces().everything()
                    || (!key.clusterScoped() && selection.namespaces().includes(key.namespace()));
        }

        boolean wants(Item item) {
            return mayWant(item.key())
                    && (selection.anyOf().isEmpty()
                            || selection.anyOf().stream().anyMatch(s -> s.matches(item.labels())));
        }
    }

    /// An action failed; the message names it.
    static final class ActionException extends RuntimeException {
        ActionException(BackupItemAction action, RuntimeException cause) {
            super(action.name() + ": " + cause.getMessage(), cause);
        }
    }

    /// @param find a resource's full name, for a name as typed
    /// @throws ActionException when an action does not say what it wants
    ItemActions(
            List<BackupItemAction> all, Function<String, Optional<String>> find, Backup backup) {
        this.backup = backup;
        for (BackupItemAction action : all) {
            actions.add(new Chosen(action, resolved(action, find)));
        }
    }

    private static Selection resolved(
            BackupItemAction action, Function<String, Optional<String>> find) {
        Selection typed;
        try {
            typed = action.appliesTo();
        } catch (RuntimeException e) {
            throw new ActionException(action, e);
        }
        var resources =
                new NameFilter(
                        names(typed.resources().included(), find),
                        names(typed.resources().excluded(), find));
        return new Selection(typed.namespaces(), resources, typed.anyOf());
    }

    private static List<String> names(List<String> typed, Function<String, Optional<String>> find) {
        return typed.stream().map(name -> find.apply(name).orElse(name)).toList();
    }

    /// Whether an action may want to see an item: all that can be said without its JSON.
    boolean mayWant(ItemKey key) {
        return of(key.resource()).stream().anyMatch(chosen -> chosen.mayWant(key));
    }

    private List<Chosen> of(GroupResource resource) {
        return byResource.computeIfAbsent(
                resource, r -> actions.stream().filter(chosen -> chosen.wants(r)).toList());
    }

    /// Sends an item through every action that wants it.
    ///
    /// @throws ActionException when one fails
    Outcome run(Item item) {
        Item current = item;
        var alsoBackUp = new LinkedHashSet<ItemKey>();
        for (Chosen chosen : of(item.key().resource())) {
            if (!chosen.wants(current)) {
                continue;
            }
            switch (execute(chosen.action(), current)) {
                case Outcome.Skip skip -> {
                    return skip;
                }
                case Outcome.Keep(Item kept, List<ItemKey> also) -> {
                    current = kept;
                    alsoBackUp.addAll(also);
                }
            }
        }
        return new Outcome.Keep(current, List.copyOf(alsoBackUp));
    }

    private Outcome execute(BackupItemAction action, Item item) {
        try {
            return action.execute(item, backup);
        } catch (RuntimeException e) { // whatever it is, only this item is lost
            throw new ActionException(action, e);
        }
    }
}
