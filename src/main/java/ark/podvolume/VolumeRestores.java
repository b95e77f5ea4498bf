package ark.podvolume;

import ark.api.v1.Annotations;
import ark.api.v1.Labels;
import ark.api.v1.UploaderType;
import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.podvolume.ResticRepositories.Repository;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/// The volumes of one restore: asks for their contents and awaits them. For many threads.
///
/// A `PodVolumeRestore` is named after its restore, pod and volume, so a restore that is resumed
/// finds those that it had asked for.
public final class VolumeRestores implements AutoCloseable {
    private static final ResourceType CLAIMS =
            ResourceType.of(
                    GroupResource.core("persistentvolumeclaims"),
                    "v1",
                    "PersistentVolumeClaim",
                    true);

    private final Cluster cluster;
    private final Owner restore;
    private final String location;
    private final VolumeObjects objects;
    private final ResticRepositories repositories;
    private final Asking asking;

    /// The contents of one volume.
    ///
    /// @param snapshot its id in the repository, checked
    /// @param root mode and owner of the volume's own folder, as an annotation has it; may be ""
    public record Contents(String volume, String snapshot, String root) {}

    /// For one restore.
    ///
    /// @param location the name of the backup's storage location
    /// @param timeout from now on, for all volumes together
    public VolumeRestores(VolumeTools tools, Owner restore, String location, Duration timeout) {
        cluster = tools.cluster();
        this.restore = restore;
        this.location = location;
        objects = new VolumeObjects(cluster, tools.clock(), restore);
        repositories = new ResticRepositories(cluster, tools.pause(), restore.namespace());
        var pods = new RestoredPods(cluster, restore);
        asking = new Asking(objects, new VolumeWatch(objects, pods, tools.pause(), timeout));
    }

    /// Asks for the contents of a pod's volumes; returns at once.
    ///
    /// @param pod as the cluster has it
    /// @param sourceNamespace the namespace that it was backed up from
    public void request(Item pod, String sourceNamespace, List<Contents> volumes) {
        for (Contents contents : volumes) {
            Item unborn = object(pod, sourceNamespace, contents);
            asking.begin(
                    new Asking.Order(
                            new PodVolume(pod.key(), contents.volume()), Claim.NONE, unborn),
                    () -> created(unborn, pod, contents.volume()));
        }
    }

    private Item created(Item unborn, Item pod, String volume) throws InterruptedException {
        return switch (repositories.ensure(unborn.text("/spec/sourceNamespace"), location)) {
            case Repository.Ready(String identifier) -> {
                String claim = claimUid(pod, volume);
                Item created =
                        objects.create(
                                unborn.edit(
                                        json -> {
                                            json.withObject("/spec")
                                                    .put("repoIdentifier", identifier);
                                            if (!claim.isEmpty()) {
                                                json.withObject("/metadata/labels")
                                                        .put(Labels.PVC_UID, claim);
                                            }
                                        }));
                FailPoint.RESTORE_VOLUME_REQUESTED.reached();
                yield created;
            }
            case Repository.NotReady(String why) -> objects.create(objects.failed(unborn, why));
        };
    }

    private String claimUid(Item pod, String name) {
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String claim = VolumeChooser.claimOf(pod, volume);
            if (volume.path("name").asText().equals(name) && !claim.isEmpty()) {
                return cluster.get(CLAIMS, pod.key().namespace(), claim)
                        .map(found -> found.text("/metadata/uid"))
                        .orElse("");
            }
        }
        return "";
    }

    private Item object(Item pod, String sourceNamespace, Contents contents) {
        String uid = pod.text("/metadata/uid");
        ObjectNode metadata =
                restore.metadata(
                        ObjectNames.of(restore.name(), restore.uid(), uid, contents.volume()));
        metadata.withObject("/labels").put(Labels.POD_UID, uid);
        if (!contents.root().isEmpty()) {
            metadata.withObject("/annotations").put(Annotations.VOLUME_ROOT, contents.root());
        }
        if (RestoredPods.waitsAsArk(pod)) {
            metadata.withObject("/annotations").put(Annotations.ERA, Annotations.ARK_ERA);
        }
        ObjectNode spec = Json.object();
        spec.set("pod", VolumeObjects.reference(pod));
        spec.put("volume", contents.volume())
                .put("backupStorageLocation", location)
                .put("repoIdentifier", "")
                .put("uploaderType", UploaderType.RESTIC.text())
                .put("snapshotID", contents.snapshot())
                .put("sourceNamespace", sourceNamespace);
        return objects.fresh(metadata, spec);
    }

    /// Waits for everything that was asked for, until it has ended or the time is over.
    public List<VolumeOutcome> awaitAll() throws InterruptedException {
        return asking.await(asking.volumes());
    }

    /// Asks for nothing more; what was asked for goes on.
    @Override
    public void close() {
        asking.close();
    }
}
