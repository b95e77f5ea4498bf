package ark.nodeagent;

import ark.cluster.Cluster;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.Item;
import ark.nodeagent.room.VolumeDirectory;
import ark.nodeagent.room.VolumeException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the one folder of a pod's volume.
///
/// Source: Kubernetes, `pkg/kubelet/volumemanager` and the volume plugins: a volume of a pod is at
/// `UID/volumes/PLUGIN/NAME`, with CSI at `UID/volumes/PLUGIN/NAME/mount`; NAME is the
/// PersistentVolume's for claims.
final class VolumeFinder {
    /// On a static pod: the name of its folder, in place of its uid.
    static final String MIRROR = "kubernetes.io/config.mirror";

    private static final String PROVISIONER = "pv.kubernetes.io/provisioned-by";
    private static final String MIGRATED = "pv.kubernetes.io/migrated-to";

    /// Names and uids of Kubernetes; each becomes one part of a path.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}\\w)?");

    private static final ResourceType CLAIMS =
            core("persistentvolumeclaims", "PersistentVolumeClaim", true);
    private static final ResourceType VOLUMES =
            core("persistentvolumes", "PersistentVolume", false);
    private static final ResourceType DRIVERS =
            ResourceType.of(
                    new GroupResource("storage.k8s.io", "csidrivers"), "v1", "CSIDriver", false);

    private final Cluster cluster;
    private final Path pods;

    /// @param pods the kubelet's folder of pods
    VolumeFinder(Cluster cluster, Path pods) {
        this.cluster = cluster;
        this.pods = pods;
    }

    private static ResourceType core(String plural, String kind, boolean namespaced) {
        return ResourceType.of(GroupResource.core(plural), "v1", kind, namespaced);
    }

    /// The folder's name below that of the volume's plugin, and whether it must be a mount.
    private record Name(String folder, boolean mounted) {}

    /// Finds a volume.
    ///
    /// @throws VolumeException when there is not exactly one such folder
    /// @throws ark.cluster.ClusterException when the cluster does not answer
    VolumeDirectory find(Item pod, String volume) {
        Name name = nameOf(pod, volume);
        String uid = checked("the pod's uid", folderOf(pod));
        Path volumes = pods.resolve(uid).resolve("volumes");
        List<String> found = plugins(volumes).filter(p -> holds(volumes, p, name)).toList();
        if (found.size() != 1) {
            throw new VolumeException(
                    "expected one matching path: %s/*/%s, got %d"
                            .formatted(volumes, name.folder(), found.size()));
        }
        String plugin = found.getFirst();
        return new VolumeDirectory(
                uid + "/volumes/" + plugin + "/" + name.folder(),
                name.mounted() || !plugin.equals(VolumeDirectory.EMPTY_DIR));
    }

    /// The name of a pod's folder.
    static String folderOf(Item pod) {
        return pod.annotations().getOrDefault(MIRROR, pod.text("/metadata/uid"));
    }

    private static Stream<String> plugins(Path volumes) {
        try (Stream<Path> plugins = Files.list(volumes)) {
            return plugins.map(path -> path.getFileName().toString()).toList().stream();
        } catch (NoSuchFileException e) {
            return Stream.of();
        } catch (IOException e) {
            throw new VolumeException("cannot look into " + volumes + ": " + e.getMessage(), e);
        }
    }

    private static boolean holds(Path volumes, String plugin, Name name) {
        return Files.isDirectory(
                volumes.resolve(plugin).resolve(name.folder()), LinkOption.NOFOLLOW_LINKS);
    }

    private Name nameOf(Item pod, String name) {
        JsonNode volume =
                pod.at("/spec/volumes")
                        .valueStream()
                        .filter(v -> v.path("name").asText().equals(name))
                        .findFirst()
                        .orElse(MissingNode.getInstance());
        if (volume.isMissingNode()) {
            throw new VolumeException("volume not found in pod");
        }
        checked("the volume's name", name);
        String claim = claimOf(pod, volume);
        if (!claim.isEmpty()) {
            return ofClaim(pod.key().namespace(), claim);
        }
        if (volume.has("csi")) {
            return new Name(name + "/mount", true);
        }
        return new Name(name, !volume.at("/emptyDir/medium").asText().isEmpty());
    }

    /// The name of the volume's claim; "" when it has none.
    private static String claimOf(Item pod, JsonNode volume) {
        return volume.has("ephemeral")
                ? pod.key().name() + "-" + volume.path("name").asText()
                : volume.at("/persistentVolumeClaim/claimName").asText();
    }

    private Name ofClaim(String namespace, String claim) {
        String name =
                cluster.get(CLAIMS, namespace, claim)
                        .map(found -> found.text("/spec/volumeName"))
                        .filter(volume -> !volume.isEmpty())
                        .orElseThrow(
                                () ->
                                        new VolumeException(
                                                "its claim %s is not there or not bound"
                                                        .formatted(claim)));
        Item volume =
                cluster.get(VOLUMES, "", name)
                        .orElseThrow(
                                () -> new VolumeException("there is no PersistentVolume " + name));
        if (volume.text("/spec/volumeMode").equals("Block")) {
            throw new VolumeException("it is a block device, which has no files");
        }
        checked("the PersistentVolume's name", name);
        return isCsi(volume) ? new Name(name + "/mount", true) : new Name(name, true);
    }

    private boolean isCsi(Item volume) {
        return volume.at("/spec").has("csi")
                || Stream.of(PROVISIONER, MIGRATED)
                        .map(key -> Optional.ofNullable(volume.annotations().get(key)))
                        .flatMap(Optional::stream)
                        .filter(driver -> NAME.matcher(driver).matches())
                        .anyMatch(driver -> cluster.get(DRIVERS, "", driver).isPresent());
    }

    private static String checked(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new VolumeException(
                    what + " is none: \"" + name.replaceAll("\\p{Cntrl}", "?") + "\"");
        }
        return name;
    }
}
