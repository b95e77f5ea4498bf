package ark.backup;

import ark.api.v1.Annotations;
import ark.archive.ArchiveException;
import ark.backup.ItemActions.ActionException;
import ark.backup.collect.ItemLookup;
import ark.backup.collect.ItemLookup.Located;
import ark.backup.collect.Words;
import ark.backup.request.ExcludeLabel;
import ark.backup.volume.VolumeCapture;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.cluster.ResourceType;
import ark.hook.BackupHooks;
import ark.hook.PodHooks;
import ark.hook.PodQuiesce;
import ark.item.GroupResource;
import ark.item.InvalidJsonException;
import ark.item.Item;
import ark.item.ItemKey;
import ark.spi.BackupItemAction.Outcome;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Backs up items one by one: actions, what they add, archive. One bad item never ends a backup;
/// a full disk, an unreadable spool and a cancel do.
final class ItemBackup {
    private static final GroupResource DEFINITIONS =
            new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final GroupResource PODS = GroupResource.core("pods");

    private final ItemLookup lookup;
    private final ItemActions actions;
    private final VolumeCapture volumes;
    private final Hooks hooks;
    private final Archive archive;
    private final BackupLog log;
    private final Tally tally;
    private final OtherVersions otherVersions;

    /// What items go through, and where they go.
    ///
    /// @param tally gets an outcome for each item
    record Parts(
            ItemLookup lookup,
            ItemActions actions,
            VolumeCapture volumes,
            Hooks hooks,
            Archive archive,
            BackupLog log,
            Tally tally) {}

    /// What pods run before and after they are captured.
    ///
    /// @param of which a pod has
    record Hooks(BackupHooks of, PodQuiesce quiesce) {}

    /// What capturing an item gave.
    private sealed interface Captured {
        /// @param item to be stored
        record Kept(Item item) implements Captured {}

        record Skipped(String reason) implements Captured {}

        record Failed(String doing, String cause) implements Captured {}
    }

    /// Where items go.
    interface Archive {
        /// Takes one item.
        ///
        /// @throws ArchiveException `INVALID_NAME`: this item cannot be stored; else: none can any
        ///     more
        void add(ItemKey key, String version, boolean preferred, byte[] json);
    }

    ItemBackup(Parts parts) {
        lookup = parts.lookup();
        actions = parts.actions();
        volumes = parts.volumes();
        hooks = parts.hooks();
        archive = parts.archive();
        log = parts.log();
        tally = parts.tally();
        otherVersions = new OtherVersions(lookup, actions, archive, log, tally);
    }

    /// Backs up an item of the plan, unless another item has brought it already.
    void backUp(ResourceType type, ItemKey key) throws InterruptedException {
        if (!tally.begin(key)) {
            return;
        }
        byte[] bytes = lookup.collected(key);
        if (!actions.mayWant(key)) {
            store(type, key, key, bytes); // as it came, never parsed
            return;
        }
        Item item;
        try {
            item = Item.parse(key.resource(), bytes);
        } catch (InvalidJsonException e) {
            fail(key, "reading the item", Words.of(e));
            return;
        }
        backUp(type, new Located(item, bytes));
    }

    /// Adds the definition of a custom resource of which something is stored; nothing happens when
    /// the resource is built in.
    void addDefinition(GroupResource resource) throws InterruptedException {
        var key = new ItemKey(DEFINITIONS, "", resource.toString());
        boolean maybe = resource.group().contains(".") && !tally.knows(key);
        Optional<ResourceType> type = maybe ? lookup.type(DEFINITIONS) : Optional.empty();
        if (type.isPresent() && lookup.admits(type.get(), key)) {
            Optional<Located> found = locate(type.get(), key, "the definition of " + resource);
            if (found.isPresent()) {
                backUpAdded(type.get(), found.get(), false);
            }
        }
    }

    private void backUp(ResourceType type, Located located) throws InterruptedException {
        Item item = located.item();
        PodHooks own = hooks.of().of(item);
        switch (hooks.quiesce().around(item, own, () -> capture(item, own))) {
            case PodQuiesce.Outcome.Captured(Captured captured) -> end(type, located, captured);
            case PodQuiesce.Outcome.Refused(String doing, String cause) ->
                    fail(item.key(), doing, cause);
        }
    }

    private void end(ResourceType type, Located located, Captured captured) {
        ItemKey key = located.item().key();
        switch (captured) {
            case Captured.Kept(Item kept) -> {
                boolean asItWas = kept.equals(located.item()); // then to the byte
                store(type, key, kept.key(), asItWas ? located.bytes() : kept.bytes());
            }
            case Captured.Skipped(String reason) -> skip(key, reason);
            case Captured.Failed(String doing, String cause) -> fail(key, doing, cause);
        }
    }

    /// Everything that happens between an item's pre and post hooks.
    private Captured capture(Item item, PodHooks own) throws InterruptedException {
        Outcome outcome;
        try {
            outcome = actions.run(item);
        } catch (ActionException e) {
            rethrowIfCancelled(e);
            return new Captured.Failed("running the item action " + Words.of(e), "");
        }
        return switch (outcome) {
            case Outcome.Skip(String reason) -> new Captured.Skipped(reason);
            case Outcome.Keep(Item kept, _) when isTrue(kept, Annotations.SKIP_FROM_BACKUP) ->
                    new Captured.Skipped("an item action asked for it");
            case Outcome.Keep(Item kept, List<ItemKey> also) -> {
                boolean pod = item.key().resource().equals(PODS);
                if (pod) {
                    volumes.begin(item); // before its claims and their volumes come by
                }
                boolean must = isTrue(kept, Annotations.MUST_INCLUDE_ADDITIONAL_ITEMS);
                for (ItemKey needed : also) {
                    add(needed, item.key(), must);
                }
                if (pod && !own.post().isEmpty()) {
                    volumes.await(item.key());
                }
                yield new Captured.Kept(withoutOrders(kept));
            }
        };
    }

    private static boolean isTrue(Item item, String annotation) {
        return "true".equals(item.annotations().get(annotation));
    }

    /// Without what an action wrote into it for the server to read.
    static Item withoutOrders(Item kept) {
        return isTrue(kept, Annotations.MUST_INCLUDE_ADDITIONAL_ITEMS)
                ? kept.edit(ItemBackup::withoutMustInclude)
                : kept;
    }

    private static void withoutMustInclude(ObjectNode json) {
        json.withObject("/metadata/annotations").remove(Annotations.MUST_INCLUDE_ADDITIONAL_ITEMS);
    }

    private void add(ItemKey key, ItemKey because, boolean must) throws InterruptedException {
        if (tally.knows(key)) {
            return;
        }
        Optional<ResourceType> type = lookup.type(key.resource());
        if (type.isEmpty()) {
            log.warn(because, "needs " + key + ", whose kind the cluster does not serve");
            return;
        }
        if (!must && !lookup.admits(type.get(), key)) {
            log.info(key, "Not added for " + because + ": the backup's filters exclude it");
            return;
        }
        Optional<Located> found = locate(type.get(), key, "what " + because + " needs");
        if (found.isPresent()) {
            backUpAdded(type.get(), found.get(), must);
        } else if (!tally.knows(key)) { // else it failed, and that was said
            log.warn(because, "needs " + key + ", which does not exist");
        }
    }

    private Optional<Located> locate(ResourceType type, ItemKey key, String what) {
        try {
            return lookup.find(type, key);
        } catch (ClusterException | InvalidJsonException e) {
            rethrowIfCancelled(e);
            tally.begin(key);
            fail(key, "getting " + what, Words.of(e));
            return Optional.empty();
        }
    }

    private void backUpAdded(ResourceType type, Located located, boolean must)
            throws InterruptedException {
        Item item = located.item();
        if (!must && ExcludeLabel.isSet(item.labels())) {
            log.info(item.key(), "Not added: " + BackupPlan.LABELLED);
        } else if (!item.text("/metadata/deletionTimestamp").isEmpty()) {
            log.info(item.key(), "Not added: " + BackupPlan.BEING_DELETED);
        } else if (tally.begin(item.key())) {
            backUp(type, located);
        }
    }

    /// @param key under which the item is counted
    /// @param path under which it is stored; an action may have renamed it
    private void store(ResourceType type, ItemKey key, ItemKey path, byte[] bytes) {
        try {
            archive.add(path, type.version(), true, bytes);
        } catch (ArchiveException e) {
            if (e.reason() != ArchiveException.Reason.INVALID_NAME) {
                throw e;
            }
            fail(key, "storing the item", Words.of(e));
            return;
        }
        tally.done(type, key);
        otherVersions.store(type, key);
        log.info(key, "Backed up item");
    }

    private void skip(ItemKey key, String reason) {
        tally.skipped(key, reason);
        log.info(key, "Left out: " + reason);
    }

    private void fail(ItemKey key, String doing, String cause) {
        tally.failed(key, doing, cause);
        log.error(key, cause.isEmpty() ? "Error " + doing : "Error " + doing + ": " + cause);
    }

    static void rethrowIfCancelled(RuntimeException failure) {
        if (isCancel(failure) || isCancel(failure.getCause())) {
            throw failure;
        }
    }

    private static boolean isCancel(@Nullable Throwable failure) {
        return failure instanceof ClusterException e && e.reason() == Reason.CANCELLED;
    }
}
