package ark.nodeagent;

import ark.backupstore.LocationSettings;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterSettings;
import ark.kubeconfig.ClusterUnreachable;
import ark.lease.LeaseInCluster;
import ark.lease.Leases;
import ark.operation.Operations;
import ark.operation.Pause;
import ark.process.CannotStartException;
import ark.process.End;
import ark.process.HttpListener;
import ark.process.StatusPages;
import ark.process.StatusPages.Health;
import ark.process.Work;
import ark.restic.RepositoryKeys;
import ark.restic.RunFolders;
import ark.restic.store.AmazonRegions;
import ark.secret.SecretsInCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node agent, from its first look at node and cluster to its end, by [#close] or by itself;
/// [#ended] tells which.
final class NodeAgent implements AutoCloseable {
    /// Restic gets ten seconds to remove its lock. A pod gets thirty from Kubernetes.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    /// So many cannot be guessed, and no two agents have the same.
    private static final int CHANCE_BYTES = 16;

    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

    private final AgentSettings settings;
    private final KubernetesClient client;
    private final Cluster cluster;
    private final InstantSource clock = InstantSource.system();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final HttpListener statusListener;
    private final List<Operations> operations;
    private volatile Health health = Health.NOT_READY;
    private volatile Optional<Work> work = Optional.empty();

    /// @param client stays the caller's to close
    /// @throws CannotStartException when the port is taken
    NodeAgent(AgentSettings settings, KubernetesClient client) {
        this.settings = settings;
        this.client = client;
        cluster = new Cluster(client, ClusterSettings.forServer());
        operations =
                List.of(
                        new Operations("volume-backup", settings.volumesAtOnce()),
                        new Operations("volume-restore", settings.volumesAtOnce()));
        statusListener = HttpListener.open("metrics", settings.metrics());
        statusListener.serve(new StatusPages(metrics, () -> health).paths());
    }

    /// Checks that it can work on this node, and begins to.
    ///
    /// @param variables of the environment: what a location does not say may be there
    /// @throws CannotStartException when it cannot work here
    /// @throws ark.kubeconfig.KubeConfigException when the cluster cannot be reached
    void start(Map<String, String> variables) {
        try {
            checkPrograms();
            new Cluster(client, ClusterSettings.forCommandLine()).version(); // explains itself
            PodsOnDisk.check(client, settings);
        } catch (ClusterException e) {
            throw ClusterUnreachable.explain(
                            client.getConfiguration(), e, e.status(), clock.instant())
                    .<RuntimeException>map(explained -> explained)
                    .orElse(e);
        }
        AgentTools tools = tools(variables);
        var begun = new Work(client, settings.namespace(), this::breakOff);
        work = Optional.of(begun);
        begun.start(
                List.of(
                        new PodVolumeBackupReconciler(
                                settings.node(),
                                tools,
                                clock,
                                operations.getFirst(),
                                VolumeOperation.PROGRESS_PERIOD),
                        new PodVolumeRestoreReconciler(
                                settings.node(),
                                tools,
                                clock,
                                operations.getLast(),
                                VolumeOperation.PROGRESS_PERIOD)));
        health = Health.READY;
        log.info("Node agent started successfully");
    }

    private void checkPrograms() {
        for (Path program : List.of(settings.places().restic(), settings.places().launcher())) {
            if (!Files.isExecutable(program)) {
                throw new CannotStartException(
                        "there is no program " + program,
                        "The image of Ark has it; or name another one: --restic, --launcher",
                        null);
            }
        }
        try {
            Files.createDirectories(settings.places().cache());
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot write to " + settings.places().scratch() + ": " + e.getMessage(),
                    "Mount a volume there, or name another folder: --scratch",
                    e);
        }
    }

    private AgentTools tools(Map<String, String> variables) {
        var secrets = new SecretsInCluster(cluster, settings.namespace());
        var random = new SecureRandom();
        Supplier<String> chance =
                () -> {
                    byte[] bytes = new byte[CHANCE_BYTES];
                    random.nextBytes(bytes);
                    return HexFormat.of().formatHex(bytes);
                };
        var leases =
                new Leases(
                        name -> new LeaseInCluster(client, settings.namespace(), name, clock),
                        "node-agent-" + settings.node() + "_" + chance.get(),
                        Pause.REAL);
        return new AgentTools(
                cluster,
                settings.places(),
                new Repositories(
                        cluster,
                        settings.namespace(),
                        new Repositories.Secrets(
                                new LocationSettings(secrets::read),
                                new RepositoryKeys(secrets::read, settings.namespace()),
                                variables),
                        new AmazonRegions(),
                        leases),
                new RunFolders(settings.places().runs()),
                new AgentMetrics(metrics, settings.node()),
                chance);
    }

    private void breakOff() {
        health = Health.BROKEN;
        operations.forEach(Operations::close);
        ended.complete(End.BROKEN);
    }

    /// How it ended, once it has.
    CompletableFuture<End> ended() {
        return ended;
    }

    /// The port of metrics and health.
    int metricsPort() {
        return statusListener.port();
    }

    /// Ends what is under way; the next agent takes it up.
    @Override
    public void close() {
        health = health == Health.BROKEN ? health : Health.NOT_READY;
        work.ifPresent(Work::close);
        operations.forEach(Operations::close);
        try {
            for (Operations each : operations) {
                if (!each.stop(STOP_LIMIT)) {
                    log.warn("some work did not end in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        statusListener.close();
        ended.complete(End.STOPPED);
    }
}
