package ark.restore.volume;

import ark.item.Item;
import ark.restore.request.RestoreRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// What becomes of PersistentVolumes and of the claims on them. For many threads.
///
/// A volume that can be made anew is not restored, and its claim is freed from it so that one is
/// provisioned; a volume that somebody made by hand is restored, and waits for its claim.
///
/// Source: Velero 1.9.7, pkg/restore.
public final class Volumes {
    private static final List<String> BINDING =
            List.of("pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller");

    private final RestoreRequest request;
    private final StoredVolumes stored;
    private final PodContents contents;
    private final Set<String> provisioned = ConcurrentHashMap.newKeySet();

    /// What to do about a volume.
    public sealed interface Decision {
        /// It is created as it was.
        ///
        /// @param volume to create, free of its old binding
        record Restore(Item volume) implements Decision {}

        /// A new one will be made for the claim.
        ///
        /// @param reason a sentence's end
        record Provision(String reason) implements Decision {}

        /// As [Provision], but the contents that the backup has of it are lost.
        record Lose(String error) implements Decision {}
    }

    public Volumes(RestoreRequest request, PodContents contents) {
        this.request = request;
        this.contents = contents;
        stored = contents.stored();
    }

    /// Decides about a volume, and remembers it for the claim.
    ///
    /// @param volume without server-owned fields
    /// @param exists whether the cluster has a volume of its name
    public Decision decide(Item volume, BooleanSupplier exists) {
        Decision decision = decision(volume, exists);
        if (!(decision instanceof Decision.Restore)) {
            provisioned.add(volume.key().name());
        }
        return decision;
    }

    private Decision decision(Item volume, BooleanSupplier exists) {
        String name = volume.key().name();
        String claim =
                volume.text("/spec/claimRef/namespace") + "/" + volume.text("/spec/claimRef/name");
        if (stored.inSnapshot(name)) {
            return request.handling().fromSnapshots() && !exists.getAsBoolean()
                    ? new Decision.Lose(
                            "its contents are in a snapshot of its provider, which this version of"
                                    + " Ark cannot restore; a new volume starts empty")
                    : new Decision.Restore(unbound(volume));
        }
        if (stored.storedWithPod(claim)) {
            return new Decision.Provision("its contents are stored with a pod");
        }
        if (volume.text("/spec/persistentVolumeReclaimPolicy").equals("Delete")) {
            return new Decision.Provision("its reclaim policy is Delete and it has no snapshot");
        }
        return new Decision.Restore(unbound(volume));
    }

    private Item unbound(Item volume) {
        return volume.edit(
                json -> {
                    removeBinding(json);
                    if (json.at("/spec/claimRef") instanceof ObjectNode claim) {
                        claim.remove(List.of("uid", "resourceVersion"));
                        String namespace = claim.path("namespace").asText();
                        if (!namespace.isEmpty()) {
                            claim.put("namespace", request.targetOf(namespace));
                        }
                    }
                });
    }

    /// A claim that its volume can be bound to: an annotation that says it is bound, to a volume
    /// that does not know it, would make it lost for ever. One whose contents come from a
    /// repository
    /// is made anew, and of nothing else.
    public Item claim(Item claim) {
        boolean filled = contents.restoresClaim(claim.key().path());
        return claim.edit(
                json -> {
                    removeBinding(json);
                    ObjectNode spec = json.withObject("/spec");
                    if (filled || provisioned.contains(claim.text("/spec/volumeName"))) {
                        spec.remove("volumeName");
                    }
                    if (filled) {
                        spec.remove(List.of("dataSource", "dataSourceRef"));
                    }
                });
    }

    private static void removeBinding(ObjectNode json) {
        if (json.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(BINDING);
            if (annotations.isEmpty()) {
                json.withObject("/metadata").remove("annotations");
            }
        }
    }
}
