package ark.nodeagent;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A pod whose init container waits for volumes.
final class WaitingPod {
    /// The emptyDir of a restored pod into which agents write, and nobody else.
    static final String SIGNALS = "ark-restore";

    /// Names of the init container: up to Velero 1.9, and since.
    private static final Set<String> NAMES = Set.of("restic-wait", "restore-wait");

    private WaitingPod() {}

    /// Where the init container stands.
    enum State {
        /// The pod has none.
        ABSENT,
        /// It will run, for the first time or again.
        PENDING,
        RUNNING,
        /// It has ended well: it waits no more.
        DONE
    }

    static State of(Pod pod) {
        int index = index(pod);
        if (index < 0) {
            return State.ABSENT;
        }
        ContainerState state = state(pod, index);
        if (state.getRunning() != null) {
            return State.RUNNING;
        }
        Integer exitCode =
                state.getTerminated() == null ? null : state.getTerminated().getExitCode();
        return exitCode != null && exitCode == 0 ? State.DONE : State.PENDING;
    }

    /// Whether other init containers ran before it, and have perhaps seen an empty volume.
    static boolean isLate(Pod pod) {
        return index(pod) > 0;
    }

    private static int index(Pod pod) {
        var containers = pod.getSpec().getInitContainers();
        return IntStream.range(0, containers.size())
                .filter(i -> NAMES.contains(containers.get(i).getName()))
                .findFirst()
                .orElse(-1);
    }

    private static ContainerState state(Pod pod, int index) {
        String name = pod.getSpec().getInitContainers().get(index).getName();
        List<ContainerStatus> statuses =
                pod.getStatus() == null ? List.of() : pod.getStatus().getInitContainerStatuses();
        return statuses.stream()
                .filter(status -> name.equals(status.getName()))
                .findFirst()
                .map(status -> status.getState() == null ? new ContainerState() : status.getState())
                .orElseGet(ContainerState::new);
    }
}
