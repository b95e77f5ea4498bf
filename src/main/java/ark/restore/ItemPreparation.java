package ark.restore;

import ark.api.v1.Labels;
import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.ItemKey;
import ark.restore.action.ActionOutcome;
import ark.restore.action.ActionSettings;
import ark.restore.action.BuiltInActions;
import ark.restore.action.ClusterFacts;
import ark.restore.action.RestoreItemAction;
import ark.restore.apply.ServerFields;
import ark.restore.request.RestoreRequest;
import ark.restore.volume.Volumes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Turns an item of the archive into one that can be created here: without what belonged to the
/// old cluster, changed by the item actions, in its new namespace, with the restore's labels.
final class ItemPreparation {
    private static final GroupResource VOLUMES = GroupResource.core("persistentvolumes");
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final ResourceType VOLUME_TYPE =
            ResourceType.of(VOLUMES, "v1", "PersistentVolume", false);

    private final Cluster cluster;
    private final RestoreLog log;
    private final List<RestoreItemAction> actions;
    private final Volumes volumes;
    private final Map<String, String> labels;

    /// The only label of what Ark up to 0.11 restored: people select by it.
    private final String arkLabel;

    private final boolean arkEra;

    /// What preparing gave.
    sealed interface Prepared {
        record Ready(Item item) implements Prepared {}

        /// It is left out on purpose.
        ///
        /// @param reason a sentence's end
        record LeftOut(String reason) implements Prepared {}

        record Refused(String error) implements Prepared {}
    }

    /// Restores what an item needs.
    interface Needs {
        void restoreFirst(ItemKey needed) throws InterruptedException;
    }

    ItemPreparation(RestoreRunner.Parts parts, ClusterFacts facts) {
        RestoreRequest request = parts.request();
        cluster = parts.cluster();
        log = parts.log();
        actions =
                BuiltInActions.of(
                        new ActionSettings(
                                request.namespaceMapping(),
                                request.handling().preserveNodePorts(),
                                request.hooks().init(),
                                new ActionSettings.Waiting(
                                        request.id().uid(),
                                        parts.settings().server().image(),
                                        parts.pods().volumes()::awaitedBy)),
                        facts);
        volumes = new Volumes(request, parts.pods().volumes().contents());
        labels = labels(request);
        arkLabel = Labels.value(request.id().name());
        arkEra = request.source().arkEra();
    }

    /// The labels of everything that a restore creates.
    static Map<String, String> labels(RestoreRequest request) {
        var labels = new TreeMap<String, String>();
        labels.put(Labels.BACKUP_NAME, Labels.value(request.backup()));
        labels.put(Labels.RESTORE_NAME, Labels.value(request.id().name()));
        return labels;
    }

    /// @param pristine as the backup holds it
    /// @param target where it is restored to
    /// @throws RuntimeException when an action cannot work; the message says why
    Prepared prepare(Item pristine, ItemKey target, Needs needs) throws InterruptedException {
        if (isPodsOwn(pristine)) {
            return new Prepared.LeftOut("its pod makes it anew");
        }
        Item item = ServerFields.without(pristine);
        if (item.key().resource().equals(VOLUMES)) {
            switch (decide(item)) {
                case Volumes.Decision.Restore(Item volume) -> item = volume;
                case Volumes.Decision.Provision(String reason) -> {
                    return new Prepared.LeftOut("a volume is made anew for its claim: " + reason);
                }
                case Volumes.Decision.Lose(String error) -> {
                    return new Prepared.Refused(error);
                }
            }
        }
        for (RestoreItemAction action : actions) {
            if (!action.appliesTo().includes(item)) {
                continue;
            }
            switch (action.execute(item, pristine)) {
                case ActionOutcome.Skip(String reason) -> {
                    return new Prepared.LeftOut(reason);
                }
                case ActionOutcome.Keep(Item kept, List<ItemKey> also, List<String> warnings) -> {
                    item = kept;
                    warnings.forEach(warning -> log.warn(target, target + ": " + warning));
                    restoreFirst(also, needs);
                }
            }
        }
        return new Prepared.Ready(finished(item, target));
    }

    /// Whether an item is the claim of an ephemeral volume. A pod has nothing to do with a claim
    /// that it does not own, and would not start.
    ///
    /// Source: Kubernetes, "Ephemeral Volumes".
    private static boolean isPodsOwn(Item pristine) {
        return pristine.key().resource().equals(CLAIMS)
                && pristine.at("/metadata/ownerReferences")
                        .valueStream()
                        .anyMatch(
                                owner ->
                                        owner.path("kind").asText().equals("Pod")
                                                && owner.path("controller").asBoolean());
    }

    private Volumes.Decision decide(Item volume) {
        String name = volume.key().name();
        return volumes.decide(volume, () -> cluster.get(VOLUME_TYPE, "", name).isPresent());
    }

    private static void restoreFirst(List<ItemKey> keys, Needs needs) throws InterruptedException {
        for (ItemKey key : keys) {
            needs.restoreFirst(key);
        }
    }

    private Item finished(Item item, ItemKey target) {
        Item free = item.key().resource().equals(CLAIMS) ? volumes.claim(item) : item;
        return free.edit(
                json -> {
                    var metadata = json.withObject("/metadata");
                    if (!target.clusterScoped()) {
                        metadata.put("namespace", target.namespace());
                    }
                    var all = metadata.withObject("/labels");
                    labels.forEach(all::put);
                    if (arkEra || all.has(Labels.ARK_RESTORE)) { // that of an earlier restore lies
                        all.put(Labels.ARK_RESTORE, arkLabel);
                    }
                });
    }
}
