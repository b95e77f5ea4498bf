package ark.nodeagent;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/// One PodVolumeBackup or PodVolumeRestore, and no other of its name.
record VolumeId(String namespace, String name, String uid) {
    static VolumeId of(HasMetadata resource) {
        ObjectMeta metadata = resource.getMetadata();
        return new VolumeId(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    /// `namespace/name`.
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
