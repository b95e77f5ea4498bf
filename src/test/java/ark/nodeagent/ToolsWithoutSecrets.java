package ark.nodeagent;

import ark.backupstore.LocationSettings;
import ark.cluster.FakeApiServer;
import ark.lease.Leases;
import ark.nodeagent.room.Places;
import ark.operation.Pause;
import ark.restic.RepositoryKeys;
import ark.restic.RunFolders;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// An agent's tools on a fake API server where no Secret is found.
final class ToolsWithoutSecrets {
    private ToolsWithoutSecrets() {}

    /// @param folder gets the files of runs
    static AgentTools of(FakeApiServer api, Places places, Leases.Stores leases, Path folder) {
        return new AgentTools(
                api.cluster(),
                places,
                new Repositories(
                        api.cluster(),
                        "velero",
                        new Repositories.Secrets(
                                new LocationSettings((_, _) -> Optional.empty()),
                                new RepositoryKeys((_, _, _) -> Optional.empty(), "velero"),
                                Map.of()),
                        _ -> "eu-west-1",
                        new Leases(leases, "test", Pause.REAL)),
                new RunFolders(folder.resolve("runs")),
                new AgentMetrics(new PrometheusRegistry(), "node-1"),
                () -> "0".repeat(32));
    }
}
