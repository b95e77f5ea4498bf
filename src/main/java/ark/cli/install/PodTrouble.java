package ark.cli.install;

import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Why a container of a pod does not run, when it is nothing that time alone is likely to mend.
///
/// A pod that waits for a node, a volume or its image to come, a container that starts, or one that
/// has ended once and is tried again, is in no trouble.
///
/// @param reason as the kubelet has it, `CrashLoopBackOff`
/// @param detail what the kubelet says besides, or ""
record PodTrouble(String pod, String container, String reason, String detail) {
    /// Source: Kubernetes 1.34, `pkg/kubelet/images/types.go`.
    private static final Set<String> OF_IMAGES =
            Set.of(
                    "ErrImagePull",
                    "ImagePullBackOff",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "ImageInspectError",
                    "RegistryUnavailable");

    /// Source: Kubernetes 1.34, `pkg/kubelet/container/sync_result.go`.
    private static final Set<String> OF_CONTAINERS =
            Set.of(
                    "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError",
                    "PostStartHookError");

    private static final String CRASHES = "CrashLoopBackOff";

    private enum Kind {
        IMAGE,
        CONTAINER,
        CRASH
    }

    /// Of the containers that the newest revision has; those of an older one go anyway.
    static Optional<PodTrouble> of(List<Item> pods) {
        String newest =
                pods.stream()
                        .max((a, b) -> created(a).compareTo(created(b)))
                        .map(PodTrouble::revision)
                        .orElse("");
        return pods.stream()
                .filter(pod -> pod.text("/metadata/deletionTimestamp").isEmpty())
                .filter(pod -> revision(pod).equals(newest))
                .flatMap(PodTrouble::of)
                .findFirst();
    }

    private static String created(Item pod) {
        return pod.text("/metadata/creationTimestamp");
    }

    /// Of the Deployment or the DaemonSet.
    private static String revision(Item pod) {
        return pod.labels().getOrDefault("pod-template-hash", "")
                + pod.labels().getOrDefault("controller-revision-hash", "");
    }

    private static Stream<PodTrouble> of(Item pod) {
        return Stream.of("/status/initContainerStatuses", "/status/containerStatuses")
                .flatMap(at -> pod.at(at).valueStream())
                .flatMap(status -> of(pod.key().name(), status).stream());
    }

    private static Optional<PodTrouble> of(String pod, JsonNode status) {
        String container = status.path("name").asText();
        JsonNode waiting = status.at("/state/waiting");
        String reason = waiting.path("reason").asText();
        if (OF_IMAGES.contains(reason) || OF_CONTAINERS.contains(reason)) {
            String said = waiting.path("message").asText();
            return Optional.of(new PodTrouble(pod, container, reason, said));
        }
        boolean again =
                status.path("restartCount").asInt() > 1 && !status.path("ready").asBoolean();
        return reason.equals(CRASHES) || again
                ? Optional.of(new PodTrouble(pod, container, CRASHES, lastEnd(status)))
                : Optional.empty();
    }

    private static String lastEnd(JsonNode status) {
        JsonNode state = status.at("/state/terminated");
        JsonNode end = state.isMissingNode() ? status.at("/lastState/terminated") : state;
        if (end.isMissingNode()) {
            return "";
        }
        String said = end.path("message").asText().strip();
        String how =
                "%s, exit code %d, %d restarts"
                        .formatted(
                                end.path("reason").asText("ended"),
                                end.path("exitCode").asInt(),
                                status.path("restartCount").asInt());
        return said.isEmpty() ? how : how + ": " + said;
    }

    /// Whether it is the same container with the same kind of trouble, whatever is said of it.
    boolean goesOnAs(PodTrouble later) {
        return pod.equals(later.pod) && container.equals(later.container) && kind() == later.kind();
    }

    /// What is wrong, on one line.
    String text() {
        return "pod \"%s\" does not start: container \"%s\": %s%s"
                .formatted(pod, container, reason, detail.isEmpty() ? "" : " (" + detail + ")");
    }

    /// What a person may do.
    String remedy(String namespace) {
        return switch (kind()) {
            case IMAGE ->
                    "Each node must have the image, or be able to pull it. Another one is named"
                            + " with --image NAME --apply";
            case CONTAINER -> "See: kubectl describe pod %s -n %s".formatted(pod, namespace);
            case CRASH ->
                    "See what it says: kubectl logs %s -c %s -n %s --previous"
                            .formatted(pod, container, namespace);
        };
    }

    private Kind kind() {
        if (OF_IMAGES.contains(reason)) {
            return Kind.IMAGE;
        }
        return reason.equals(CRASHES) ? Kind.CRASH : Kind.CONTAINER;
    }
}
