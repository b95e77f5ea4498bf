package ark.podvolume;

import ark.api.v1.VeleroKind;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.Json;
import ark.restore.action.Yaml;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/// Plays the keeper of repositories and the node agents at a real API server: whatever is asked for
/// is done at once, as far as custom resources show it. For tests.
public final class PlayedAgents implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Cluster cluster;
    private final String namespace;
    private final String snapshotOfBackups;
    private volatile boolean agents = true;
    private final Thread thread;

    /// @param namespace of the custom resources
    /// @param snapshotOfBackups the snapshot id of every volume that is backed up
    public PlayedAgents(Cluster cluster, String namespace, String snapshotOfBackups) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.snapshotOfBackups = snapshotOfBackups;
        thread = Thread.ofVirtual().name("played-agents").start(this::play);
    }

    /// From now on no agent works.
    public void keepOnlyRepositories() {
        agents = false;
    }

    private void play() {
        while (true) {
            try {
                Thread.sleep(PERIOD);
                makeRepositoriesReady();
                if (agents) {
                    finish(VeleroKind.POD_VOLUME_BACKUP, "snapshotID: " + snapshotOfBackups);
                    finish(VeleroKind.POD_VOLUME_RESTORE, "message: ''");
                }
            } catch (InterruptedException e) {
                return;
            } catch (ClusterException e) {
                if (e.reason() == ClusterException.Reason.CANCELLED) {
                    return;
                } // else something went away between a look and a write
            }
        }
    }

    private void makeRepositoriesReady() {
        ResourceType type = VeleroKind.RESTIC_REPOSITORY.as(ResourceType::of);
        for (Item repository : cluster.items(ListRequest.all(type).in(namespace))) {
            if (!repository.text("/status/phase").equals("Ready")) {
                ObjectNode patch = Json.object();
                patch.putObject("spec")
                        .put(
                                "resticIdentifier",
                                "/repositories/" + repository.text("/spec/volumeNamespace"));
                cluster.patch(type, repository.key(), patch);
                cluster.patchStatus(type, repository.key(), Json.object().put("phase", "Ready"));
            }
        }
    }

    private void finish(VeleroKind kind, String more) {
        ResourceType type = kind.as(ResourceType::of);
        for (Item volume : cluster.items(ListRequest.all(type).in(namespace))) {
            if (volume.text("/status/phase").isEmpty()) {
                cluster.patchStatus(
                        type, volume.key(), Yaml.tree("{phase: Completed, " + more + "}"));
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
