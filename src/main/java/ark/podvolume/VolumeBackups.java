package ark.podvolume;

import ark.api.v1.Annotations;
import ark.api.v1.Labels;
import ark.api.v1.UploaderType;
import ark.cluster.Cluster;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.podvolume.ResticRepositories.Repository;
import ark.podvolume.VolumeChooser.Choice.Chosen;
import ark.podvolume.VolumeWatch.Place;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The volumes of one backup: asks for them and awaits them. For many threads.
///
/// Each volume has one `PodVolumeBackup`, whether it could be worked on or not.
public final class VolumeBackups implements AutoCloseable {
    private final Owner backup;
    private final String location;
    private final VolumeObjects objects;
    private final VolumeWatch watch;
    private final ResticRepositories repositories;
    private final Asking asking;

    /// For one backup.
    ///
    /// @param location the name of its storage location
    /// @param timeout from now on, for all volumes together
    public VolumeBackups(VolumeTools tools, Owner backup, String location, Duration timeout) {
        this.backup = backup;
        this.location = location;
        Cluster cluster = tools.cluster();
        objects = new VolumeObjects(cluster, tools.clock(), backup);
        repositories = new ResticRepositories(cluster, tools.pause(), backup.namespace());
        var agents = new NodeAgents(cluster, backup.namespace());
        watch = new VolumeWatch(objects, open -> places(agents, open), tools.pause(), timeout);
        asking = new Asking(objects, watch);
    }

    /// The agent of the node that a PodVolumeBackup names looks for the pod itself.
    private static Map<String, Place> places(NodeAgents agents, List<Item> objects) {
        Set<String> nodes = agents.nodes();
        var places = new HashMap<String, Place>();
        for (Item object : objects) {
            String node = object.text("/spec/node");
            places.put(
                    object.key().name(),
                    nodes.contains(node) ? new Place.Attended("") : new Place.WithoutAgent(node));
        }
        return places;
    }

    /// Asks for volumes of a pod; returns at once.
    public void request(Item pod, List<Chosen> volumes) {
        for (Chosen chosen : volumes) {
            Item unborn = object(pod, chosen);
            asking.begin(
                    new Asking.Order(chosen.volume(), chosen.claim(), unborn),
                    () -> created(unborn, pod.key().namespace()));
        }
    }

    private Item created(Item unborn, String volumeNamespace) throws InterruptedException {
        return switch (repositories.ensure(volumeNamespace, location)) {
            case Repository.Ready(String identifier) -> {
                Item created =
                        objects.create(
                                unborn.edit(
                                        json ->
                                                json.withObject("/spec")
                                                        .put("repoIdentifier", identifier)));
                FailPoint.BACKUP_VOLUME_REQUESTED.reached();
                yield created;
            }
            case Repository.NotReady(String why) -> objects.create(objects.failed(unborn, why));
        };
    }

    /// Waits for volumes that were asked for, until they have ended or the time is over.
    public List<VolumeOutcome> await(List<PodVolume> volumes) throws InterruptedException {
        return asking.await(volumes);
    }

    /// Waits for everything that was asked for.
    public List<VolumeOutcome> awaitAll() throws InterruptedException {
        return asking.await(asking.volumes());
    }

    private Item object(Item pod, Chosen chosen) {
        String uid = pod.text("/metadata/uid");
        String volume = chosen.volume().name();
        Claim claim = chosen.claim();
        ObjectNode metadata =
                backup.metadata(ObjectNames.of(backup.name(), backup.uid(), uid, volume));
        ObjectNode spec = Json.object();
        spec.put("node", pod.text("/spec/nodeName"));
        spec.set("pod", VolumeObjects.reference(pod));
        spec.put("volume", volume)
                .put("backupStorageLocation", location)
                .put("repoIdentifier", "")
                .put("uploaderType", UploaderType.RESTIC.text());
        ObjectNode tags = spec.putObject("tags");
        tags.put("backup", backup.name())
                .put("backup-uid", backup.uid())
                .put("ns", pod.key().namespace())
                .put("pod", pod.key().name())
                .put("pod-uid", uid);
        if (claim.exists()) {
            metadata.withObject("/labels").put(Labels.PVC_UID, claim.uid());
            metadata.putObject("annotations").put(Annotations.PVC_NAME, claim.name());
            tags.put("pvc-uid", claim.uid());
        }
        tags.put("volume", volume);
        return objects.fresh(metadata, spec);
    }

    /// Asks for nothing more; what was asked for goes on.
    @Override
    public void close() {
        asking.close();
    }
}
