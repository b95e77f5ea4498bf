package ark.server;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A node without a kubelet, in a cluster without any: this puts pods on it, makes the folders of
/// their emptyDirs and says that they run, or that they wait in their first init container.
final class PlayedKubelet implements AutoCloseable {
    private static final long LOOK_MILLIS = 300;

    private final KubernetesClient client;
    private final String node;
    private final Path pods;
    private final List<String> namespaces;
    private final Thread thread = Thread.ofVirtual().unstarted(this::play);

    /// @param pods what stands for /var/lib/kubelet/pods
    /// @param namespaces whose pods it looks after
    PlayedKubelet(KubernetesClient client, String node, Path pods, List<String> namespaces) {
        this.client = client;
        this.node = node;
        this.pods = pods;
        this.namespaces = List.copyOf(namespaces);
        client.resource(new NodeBuilder().withNewMetadata().withName(node).endMetadata().build())
                .create(); // or the pods on it are collected as garbage
        thread.start();
    }

    private void play() {
        try {
            while (true) {
                for (String namespace : namespaces) {
                    client.pods().inNamespace(namespace).list().getItems().forEach(this::lookAfter);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) { // closed
            Thread.currentThread().interrupt();
        } catch (KubernetesClientException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    private void lookAfter(Pod pod) {
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                client.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getSpec().getNodeName() == null) {
                bind(pod);
            } else if ("Pending".equals(pod.getStatus().getPhase())
                    && pod.getStatus().getInitContainerStatuses().isEmpty()) {
                start(pod);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 409) { // somebody else was faster
                throw e;
            }
        }
    }

    private void bind(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        client.bindings()
                .inNamespace(namespace)
                .resource(
                        new BindingBuilder()
                                .withNewMetadata()
                                .withName(pod.getMetadata().getName())
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewTarget()
                                .withKind("Node")
                                .withName(node)
                                .endTarget()
                                .build())
                .create();
    }

    private void start(Pod pod) {
        makeFolder(pods.resolve(pod.getMetadata().getUid()));
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getEmptyDir() != null) {
                makeFolder(folder(pod, volume.getName()));
            }
        }
        boolean waits = !pod.getSpec().getInitContainers().isEmpty();
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(now -> waits ? waiting(now) : running(now));
    }

    private static Pod running(Pod pod) {
        return new PodBuilder(pod).editOrNewStatus().withPhase("Running").endStatus().build();
    }

    private static Pod waiting(Pod pod) {
        return new PodBuilder(pod)
                .editOrNewStatus()
                .addNewInitContainerStatus()
                .withName(pod.getSpec().getInitContainers().getFirst().getName())
                .withImage("wait")
                .withImageID("")
                .withReady(false)
                .withRestartCount(0)
                .withNewState()
                .withNewRunning("2026-01-01T00:00:00Z")
                .endState()
                .endInitContainerStatus()
                .endStatus()
                .build();
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder of a pod's emptyDir.
    Path folder(Pod pod, String volume) {
        return pods.resolve(pod.getMetadata().getUid())
                .resolve("volumes/kubernetes.io~empty-dir")
                .resolve(volume);
    }

    @Override
    public void close() {
        thread.interrupt();
        client.nodes().withName(node).delete();
    }
}
