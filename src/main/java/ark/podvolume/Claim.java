package ark.podvolume;

import java.util.Map;
import java.util.Optional;

/// The PersistentVolumeClaim behind a volume.
///
/// @param name "" when there is no claim behind it
/// @param volume [PersistentVolume#NONE] when the claim is not bound
public record Claim(String name, String uid, Backing backing, PersistentVolume volume) {
    /// What a volume has that is no claim's.
    public static final Claim NONE = new Claim("", "", Backing.FILES, PersistentVolume.NONE);

    /// What lies behind a claim.
    public enum Backing {
        FILES,
        /// A device without a file system.
        BLOCK,
        /// A folder of the node, which may be any folder.
        HOST_PATH
    }

    /// The volume that a claim is bound to.
    public record PersistentVolume(String name, String reclaimPolicy, Map<String, String> labels) {
        public static final PersistentVolume NONE = new PersistentVolume("", "", Map.of());

        public PersistentVolume {
            labels = Map.copyOf(labels);
        }
    }

    /// Finds claims.
    public interface Lookup {
        /// The claim, if it exists.
        ///
        /// @throws ark.cluster.ClusterException when the cluster does not say
        Optional<Claim> find(String namespace, String name);
    }

    boolean exists() {
        return !name.isEmpty();
    }
}
