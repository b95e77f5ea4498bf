package ark.nodeagent;

import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.nodeagent.room.VolumeException;

/// The pod that a PodVolumeBackup or PodVolumeRestore names.
record PodReference(String namespace, String name, String uid) {
    static final ResourceType TYPE = ResourceType.of(GroupResource.core("pods"), "v1", "Pod", true);

    static PodReference of(Item volume) {
        return new PodReference(
                volume.text("/spec/pod/namespace"),
                volume.text("/spec/pod/name"),
                volume.text("/spec/pod/uid"));
    }

    /// The pod itself.
    ///
    /// @throws VolumeException when it is gone, even if another one has its name
    Item read(Cluster cluster) {
        if (namespace.isEmpty() || name.isEmpty()) {
            throw new VolumeException("it names no pod");
        }
        return cluster.get(TYPE, namespace, name)
                .filter(pod -> pod.text("/metadata/uid").equals(uid))
                .orElseThrow(() -> new VolumeException("its pod " + this + " was deleted"));
    }

    /// `namespace/name`.
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
