package ark.nodeagent;

import ark.cluster.Cluster;
import ark.cluster.ListRequest;
import ark.item.Item;
import ark.process.CannotStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Whether the folder of pods is that of this node's kubelet.
///
/// Source: upstream's agents of 1.9.7 refuse to start unless every running pod of the node has its
/// folder there.
final class PodsOnDisk {
    private static final int NAMED = 5;

    private PodsOnDisk() {}

    /// @throws CannotStartException when a pod's folder is missing
    static void check(Cluster cluster, AgentSettings settings) {
        Path folder = settings.places().pods();
        if (!Files.isDirectory(folder)) {
            throw cannotStart("there is no folder " + folder, folder);
        }
        List<String> missing =
                cluster.items(ListRequest.all(PodReference.TYPE)).stream()
                        .filter(pod -> pod.text("/spec/nodeName").equals(settings.node()))
                        .filter(pod -> pod.text("/status/phase").equals("Running"))
                        .filter(pod -> !Files.isDirectory(folder.resolve(name(pod))))
                        .map(pod -> pod.key().path())
                        .toList();
        if (!missing.isEmpty()) {
            String more =
                    missing.size() > NAMED ? " and %d more".formatted(missing.size() - NAMED) : "";
            throw cannotStart(
                    "%s is not the kubelet's folder of pods: it has none for the running pods %s%s"
                            .formatted(
                                    folder,
                                    String.join(", ", missing.stream().limit(NAMED).toList()),
                                    more),
                    folder);
        }
    }

    private static String name(Item pod) {
        return VolumeFinder.folderOf(pod);
    }

    private static CannotStartException cannotStart(String problem, Path folder) {
        return new CannotStartException(
                problem,
                "Mount the kubelet's folder, usually /var/lib/kubelet/pods, at %s; see"
                                .formatted(folder)
                        + " docs/user/volumes.md for platforms that have it elsewhere.",
                null);
    }
}
