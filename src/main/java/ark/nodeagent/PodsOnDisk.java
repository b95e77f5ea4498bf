package ark.nodeagent;

import ark.process.CannotStartException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Whether the folder of pods is that of this node's kubelet.
///
/// Source: upstream's agents of 1.9.7 refuse to start unless every running pod of the node has its
/// folder there.
final class PodsOnDisk {
    private static final int NAMED = 5;

    private PodsOnDisk() {}

    /// @param client asks for the pods of one node only, however large the cluster is
    /// @throws CannotStartException when a pod's folder is missing
    static void check(KubernetesClient client, AgentSettings settings) {
        Path folder = settings.places().pods();
        if (!Files.isDirectory(folder)) {
            throw cannotStart("there is no folder " + folder, folder);
        }
        List<String> missing =
                client
                        .pods()
                        .inAnyNamespace()
                        .withField("spec.nodeName", settings.node())
                        .list()
                        .getItems()
                        .stream()
                        .filter(pod -> pod.getStatus() != null)
                        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                        .filter(pod -> !pod.isMarkedForDeletion())
                        .filter(pod -> !Files.isDirectory(folder.resolve(name(pod))))
                        .map(pod -> pod.getMetadata())
                        .map(pod -> pod.getNamespace() + "/" + pod.getName())
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

    private static String name(Pod pod) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        return annotations.getOrDefault(VolumeFinder.MIRROR, pod.getMetadata().getUid());
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
