package ark.nodeagent;

import ark.kubeconfig.KubeConfigOptions;
import ark.nodeagent.room.Places;
import ark.process.ListenAddress;
import ark.testing.ResticProgram;
import ark.testing.VolumeLauncher;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;

/// A whole node agent in this process, for tests of other packages. Needs root.
public final class LocalAgent implements AutoCloseable {
    private final NodeAgent agent;

    private LocalAgent(NodeAgent agent) {
        this.agent = agent;
    }

    /// Starts one.
    ///
    /// @param namespace of the server
    /// @param pods what the kubelet of the node has at /var/lib/kubelet/pods
    /// @param scratch a folder of its own; made when it does not exist
    public static LocalAgent start(
            KubernetesClient client, String namespace, String node, Path pods, Path scratch) {
        var settings =
                new AgentSettings(
                        namespace,
                        node,
                        new KubeConfigOptions("", "", "test"),
                        ListenAddress.parse("localhost:0"),
                        new Places(pods, scratch, ResticProgram.path(), VolumeLauncher.path()),
                        2);
        var agent = new NodeAgent(settings, client);
        agent.start(Map.of());
        return new LocalAgent(agent);
    }

    @Override
    public void close() {
        agent.close();
    }
}
