package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.VeleroKind;
import ark.backupstore.LocationSettings;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ClusterSettings;
import ark.cluster.ResourceType;
import ark.cluster.exec.PodExec;
import ark.event.Events;
import ark.item.GroupResource;
import ark.item.Secret;
import ark.kubeconfig.ClusterUnreachable;
import ark.lease.Leadership;
import ark.lease.LeaseInCluster;
import ark.lease.Leases;
import ark.objectstore.ObjectStores;
import ark.objectstore.Pauses;
import ark.objectstore.Retries;
import ark.objectstore.filesystem.DownloadUrls;
import ark.operation.Pause;
import ark.process.CannotStartException;
import ark.process.End;
import ark.process.HttpListener;
import ark.process.ListenAddress;
import ark.process.StatusPages;
import ark.process.StatusPages.Health;
import ark.process.Work;
import ark.repository.RepositoryTools;
import ark.restic.Launch;
import ark.restic.RepositoryKeys;
import ark.restic.Restic;
import ark.restic.RunFolders;
import ark.restic.store.AmazonRegions;
import ark.secret.SecretsInCluster;
import ark.spi.ObjectStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server, from its first look at the cluster to its end.
///
/// It listens from the start, and works while it has the lease. It ends by [#close], or by itself
/// when it loses the lease or its operator breaks; [#ended] tells which.
final class ArkServer implements AutoCloseable {
    /// Holds the key of the signatures of download URLs. Whoever can read it can read every bucket
    /// that is a folder; deleting it makes all URLs invalid at the server's next start.
    static final String KEY_SECRET = "ark-download-key";

    /// Every server of one namespace, of whatever version, tries for this one.
    static final String LEASE = "ark-server";

    private static final String KEY = "key";
    private static final int KEY_BYTES = 32;

    /// A pod gets 30 s from Kubernetes; a person has less patience.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ArkServer.class);

    private final ServerSettings settings;
    private final KubernetesClient client;
    private final Machine machine;
    private final InstantSource clock = InstantSource.system();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final Cluster cluster;
    private final HttpListener statusListener;
    private final Optional<HttpListener> downloadListener;
    private final Leadership leadership;
    private volatile Health health = Health.NOT_READY;
    private volatile Optional<Work> work = Optional.empty();
    private volatile Optional<Features> features = Optional.empty();

    /// @param client stays the caller's to close
    /// @param machine where the server runs
    /// @throws CannotStartException when a port is taken
    ArkServer(ServerSettings settings, KubernetesClient client, Machine machine) {
        this.settings = settings;
        this.client = client;
        this.machine = machine;
        cluster = new Cluster(client, settings.cluster());
        leadership =
                new Leadership(
                        new LeaseInCluster(client, settings.namespace(), LEASE, clock),
                        machine.identity(),
                        new Leadership.Listener() {
                            @Override
                            public void gained() {
                                Thread.ofVirtual().name("work").start(ArkServer.this::beginWork);
                            }

                            @Override
                            public void lost() {
                                breakOff();
                            }
                        },
                        System::nanoTime);
        statusListener = HttpListener.open("metrics", settings.listeners().metrics());
        downloadListener =
                settings.listeners()
                        .downloads()
                        .map(address -> HttpListener.open("download", address));
        statusListener.serve(new StatusPages(metrics, () -> health).paths());
    }

    /// Checks that the server can work in the cluster, makes its parts and tries for the lease.
    ///
    /// @throws CannotStartException when it cannot work there
    /// @throws ark.kubeconfig.KubeConfigException when the cluster cannot be reached
    void start() {
        try {
            var impatient = ClusterSettings.forCommandLine();
            StartChecks.run(new Cluster(client, impatient), settings.namespace());
            features = Optional.of(features());
        } catch (ClusterException e) {
            throw ClusterUnreachable.explain(
                            client.getConfiguration(), e, e.status(), clock.instant())
                    .<RuntimeException>map(explained -> explained)
                    .orElse(e);
        }
        health = Health.READY;
        leadership.start();
    }

    private Features features() {
        var secrets = new SecretsInCluster(cluster, settings.namespace());
        DownloadUrls urls = downloadUrls(secrets);
        var listener = new ServerMetrics(metrics, machine.version(), leadership::leading);
        var stores =
                new LocationStores(
                        new ObjectStores(
                                Retries.USUAL,
                                listener,
                                urls,
                                clock,
                                Pauses.real(new java.util.Random())),
                        new LocationSettings(secrets::read));
        downloadListener.ifPresent(
                downloads -> downloads.serve(new DownloadPages(urls, locations(stores)).paths()));
        return new Features(
                settings,
                new Features.Tools(
                        cluster,
                        new PodExec(client)::run,
                        stores,
                        clock,
                        metrics,
                        machine.of(installation()),
                        repositories(secrets, stores)));
    }

    private RepositoryTools repositories(SecretsInCluster secrets, LocationStores stores) {
        String namespace = settings.namespace();
        return new RepositoryTools(
                cluster,
                new Events(cluster, clock),
                clock,
                new Leases(
                        name -> new LeaseInCluster(client, namespace, name, clock),
                        machine.identity(),
                        Pause.REAL),
                new Restic(
                        Launch.direct(
                                machine.restic(),
                                machine.scratch(),
                                machine.scratch().resolve(".cache/restic").toString()),
                        new RunFolders(machine.scratch().resolve("ark-restic")),
                        Restic.Settings.USUAL),
                new RepositoryTools.Keys(
                        new RepositoryKeys(secrets::read, namespace),
                        () ->
                                secrets.readOrCreate(
                                        RepositoryKeys.SECRET,
                                        RepositoryKeys.KEY,
                                        ArkServer::newKey)),
                new RepositoryTools.Locations(
                        new LocationSettings(secrets::read),
                        stores,
                        new AmazonRegions(),
                        machine.variables()));
    }

    /// What differs between clusters, and is the same for every server of one namespace: the name
    /// under which backups are claimed in a bucket.
    private String installation() {
        var namespaces =
                ResourceType.of(GroupResource.core("namespaces"), "v1", "Namespace", false);
        return cluster.get(namespaces, "", settings.namespace())
                .map(namespace -> settings.namespace() + " " + namespace.text("/metadata/uid"))
                .orElse(settings.namespace());
    }

    private DownloadUrls downloadUrls(SecretsInCluster secrets) {
        byte[] key =
                secrets.readOrCreate(KEY_SECRET, KEY, ArkServer::newKey)
                        .orElseThrow(
                                () ->
                                        new CannotStartException(
                                                "the Secret \"%s\" has no key \"%s\""
                                                        .formatted(KEY_SECRET, KEY),
                                                "Delete the Secret; the server makes a new one.",
                                                null));
        ListenAddress given = settings.listeners().downloads().orElse(new ListenAddress("", 0));
        int port = downloadListener.map(HttpListener::port).orElse(0);
        return new DownloadUrls(
                new Secret(new String(key, UTF_8)), machine.address(given, port), clock);
    }

    /// 43 characters that nobody can guess.
    private static byte[] newKey() {
        byte[] chance = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(chance);
        return Base64.getUrlEncoder().withoutPadding().encode(chance);
    }

    private DownloadPages.Locations locations(LocationStores stores) {
        ResourceType type = VeleroKind.BACKUP_STORAGE_LOCATION.as(ResourceType::of);
        return new DownloadPages.Locations() {
            @Override
            public Optional<BackupStorageLocation> find(String name) {
                return cluster.get(type, settings.namespace(), name).map(BackupStorageLocation::of);
            }

            @Override
            public ObjectStore open(BackupStorageLocation location) {
                return stores.openObjects(location);
            }
        };
    }

    private void beginWork() {
        try {
            var begun = new Work(client, settings.namespace(), this::breakOff);
            work = Optional.of(begun);
            begun.start(features.orElseThrow().reconcilers());
            log.info("Server started successfully");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("cannot begin to work");
            breakOff();
        }
    }

    /// Stops all work at once: another server may have begun.
    private void breakOff() {
        health = Health.BROKEN;
        features.ifPresent(Features::close);
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

    /// Ends what is under way, within a few seconds, and lets another server take over at once.
    @Override
    public void close() {
        health = health == Health.BROKEN ? health : Health.NOT_READY;
        work.ifPresent(Work::close);
        boolean quiet = features.map(this::stopped).orElse(true);
        if (quiet) {
            leadership.close();
        } else { // whoever takes over must not meet what still runs
            log.warn("some work did not end in time, the lease is left to expire");
            leadership.abandon();
        }
        downloadListener.ifPresent(HttpListener::close);
        statusListener.close();
        ended.complete(End.STOPPED);
    }

    private boolean stopped(Features running) {
        try {
            return running.stop(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
