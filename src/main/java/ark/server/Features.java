package ark.server;

import ark.archive.ArchiveLimits;
import ark.archive.Compression;
import ark.backup.BackupMetrics;
import ark.backup.BackupReconciler;
import ark.backup.BackupSettings;
import ark.backup.BackupTools;
import ark.backup.request.RequestDefaults;
import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import ark.download.DownloadReconciler;
import ark.download.DownloadSettings;
import ark.download.ServerFacts;
import ark.download.ServerStatusReconciler;
import ark.hook.Commands;
import ark.location.LocationMetrics;
import ark.location.LocationReconciler;
import ark.operation.Operations;
import ark.operation.Pause;
import ark.repository.RepositoryMetrics;
import ark.repository.RepositorySettings;
import ark.repository.RepositoryTools;
import ark.repository.RepositoryUpkeep;
import ark.repository.ResticRepositoryReconciler;
import ark.restore.Priorities;
import ark.restore.RestoreMetrics;
import ark.restore.RestoreReconciler;
import ark.restore.RestoreSettings;
import ark.restore.RestoreTools;
import ark.retention.DeletionReconciler;
import ark.retention.ExpiryReconciler;
import ark.retention.ExpirySettings;
import ark.retention.RestoreFilesReconciler;
import ark.retention.RetentionMetrics;
import ark.schedule.ScheduleMetrics;
import ark.schedule.ScheduleReconciler;
import ark.schedule.ScheduleSettings;
import ark.server.ServerSettings.Part;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The features of a server, made and given what they need: the one place that knows them all.
///
/// Metrics are registered when the features are made, so that a standby shows them too; nothing
/// works before the reconcilers are registered with an operator.
final class Features implements AutoCloseable {
    /// Locations that are looked into at once. A slow one must not keep the others waiting.
    private static final int LOCATIONS_AT_ONCE = 8;

    private static final int DELETIONS_AT_ONCE = 4;

    /// Each is a process that takes a core for a second or two, and backups wait for new ones.
    private static final int REPOSITORIES_AT_ONCE = 4;

    /// Many schedules have the same time; each takes a few requests to the cluster.
    private static final int SCHEDULES_AT_ONCE = 8;

    /// As upstream's servers: a second restore waits for the first.
    private static final int RESTORES_AT_ONCE = 1;

    /// Fast: an archive is a fifth larger than at level 6, and made in a third of the time.
    private static final int GZIP_LEVEL = 1;

    /// What is built in, under the names that upstream's clients know.
    private static final List<ServerFacts.Plugin> BUILT_IN =
            List.of(
                    new ServerFacts.Plugin("velero.io/aws", "ObjectStore"),
                    new ServerFacts.Plugin("velero.io/filesystem", "ObjectStore"));

    /// What the features work with.
    record Tools(
            Cluster cluster,
            Commands commands,
            BackupStores stores,
            InstantSource clock,
            PrometheusRegistry metrics,
            Machine machine,
            RepositoryTools repositories) {}

    private final ServerSettings settings;
    private final Tools tools;
    private final List<Operations> operations = new ArrayList<>();
    private final List<Reconciler<? extends HasMetadata>> reconcilers = new ArrayList<>();

    Features(ServerSettings settings, Tools tools) {
        this.settings = settings;
        this.tools = tools;
        addLocations();
        addSchedules(addBackups(), addRestores(), addRetention());
        addRepositories();
        addDownloads();
    }

    private Operations operations(String name, int permits) {
        var added = new Operations(name, permits);
        operations.add(added);
        return added;
    }

    private void addLocations() {
        reconcilers.add(
                new LocationReconciler(
                        settings.locations(),
                        new LocationReconciler.Tools(
                                tools.cluster(),
                                tools.stores(),
                                operations("location", LOCATIONS_AT_ONCE),
                                tools.clock()),
                        new LocationMetrics(tools.metrics())));
    }

    private BackupMetrics addBackups() {
        var metrics = new BackupMetrics(tools.metrics());
        if (settings.on(Part.BACKUP)) {
            ServerSettings.Runs runs = settings.runs();
            reconcilers.add(
                    new BackupReconciler(
                            new BackupTools(
                                    tools.cluster(),
                                    tools.stores(),
                                    tools.clock(),
                                    Pause.REAL,
                                    tools.commands(),
                                    volumesInRepositories(),
                                    metrics),
                            operations("backup", runs.concurrentBackups()),
                            new BackupSettings(
                                    tools.machine().installation(),
                                    tools.machine().scratch(),
                                    new RequestDefaults(
                                            settings.locations().defaultLocation(),
                                            runs.snapshotLocations(),
                                            runs.ttl(),
                                            runs.volumes().wish()),
                                    runs.everyVersion(),
                                    new Compression(GZIP_LEVEL, tools.machine().processors()),
                                    settings.log().ofRuns())));
        }
        return metrics;
    }

    private RestoreMetrics addRestores() {
        var metrics = new RestoreMetrics(tools.metrics());
        if (settings.on(Part.RESTORE)) {
            ServerSettings.Runs runs = settings.runs();
            reconcilers.add(
                    new RestoreReconciler(
                            new RestoreTools(
                                    tools.cluster(),
                                    tools.commands(),
                                    tools.stores(),
                                    tools.clock(),
                                    metrics),
                            operations("restore", RESTORES_AT_ONCE),
                            new RestoreSettings(
                                    new RestoreSettings.Server(
                                            settings.namespace(), tools.machine().image()),
                                    tools.machine().scratch(),
                                    Priorities.parse(runs.priorities()),
                                    runs.waits(),
                                    runs.everyVersion(),
                                    RestoreSettings.DEFAULT_ITEMS_AT_ONCE,
                                    ArchiveLimits.DEFAULT,
                                    settings.log().ofRuns())));
        }
        return metrics;
    }

    private RetentionMetrics addRetention() {
        var metrics = new RetentionMetrics(tools.metrics());
        if (settings.on(Part.BACKUP_DELETION)) {
            reconcilers.add(
                    new DeletionReconciler(
                            settings.namespace(), deletionTools("deletion"), metrics));
        }
        if (settings.on(Part.GC)) {
            reconcilers.add(
                    new ExpiryReconciler(
                            new ExpirySettings(
                                    settings.namespace(),
                                    settings.runs().unattended().expiryPeriod(),
                                    tools.machine().installation()),
                            deletionTools("gc"),
                            metrics));
        }
        if (settings.on(Part.RESTORE)) {
            reconcilers.add(
                    new RestoreFilesReconciler(
                            settings.namespace(), deletionTools("restore-files")));
        }
        return metrics;
    }

    private void addSchedules(
            BackupMetrics backups, RestoreMetrics restores, RetentionMetrics retention) {
        var metrics = new ScheduleMetrics(tools.metrics());
        if (!settings.on(Part.SCHEDULE)) {
            return;
        }
        var series =
                new ScheduleReconciler.Series() {
                    @Override
                    public void begin(String schedule) {
                        backups.begin(schedule);
                        restores.begin(schedule);
                        retention.begin(schedule);
                    }

                    @Override
                    public void end(String schedule) {
                        backups.end(schedule);
                        restores.end(schedule);
                        retention.end(schedule);
                    }
                };
        reconcilers.add(
                new ScheduleReconciler(
                        new ScheduleSettings(
                                settings.namespace(),
                                ZoneId.systemDefault(),
                                settings.runs().unattended().skipImmediately()),
                        new ScheduleReconciler.Tools(
                                tools.cluster(),
                                operations("schedule", SCHEDULES_AT_ONCE),
                                tools.clock(),
                                series),
                        metrics));
    }

    private DeletionReconciler.Tools deletionTools(String name) {
        return new DeletionReconciler.Tools(
                tools.cluster(),
                tools.stores(),
                volumesInRepositories(),
                operations(name, DELETIONS_AT_ONCE),
                tools.clock());
    }

    private VolumesInRepositories volumesInRepositories() {
        return new VolumesInRepositories(new RepositoryUpkeep(tools.repositories()));
    }

    private void addRepositories() {
        var metrics = new RepositoryMetrics(tools.metrics());
        if (settings.on(Part.RESTIC_REPOSITORY)) {
            reconcilers.add(
                    new ResticRepositoryReconciler(
                            new RepositorySettings(
                                    settings.namespace(), settings.runs().volumes().pruneEvery()),
                            tools.repositories(),
                            metrics,
                            operations("repository", REPOSITORIES_AT_ONCE)));
        }
    }

    private void addDownloads() {
        if (settings.on(Part.DOWNLOAD_REQUEST)) {
            reconcilers.add(
                    new DownloadReconciler(
                            DownloadSettings.in(settings.namespace()),
                            tools.cluster(),
                            tools.stores(),
                            tools.clock()));
        }
        if (settings.on(Part.SERVER_STATUS_REQUEST)) {
            reconcilers.add(
                    new ServerStatusReconciler(
                            settings.namespace(),
                            new ServerFacts("v" + tools.machine().version(), BUILT_IN),
                            tools.cluster(),
                            tools.clock()));
        }
    }

    List<Reconciler<? extends HasMetadata>> reconcilers() {
        return List.copyOf(reconcilers);
    }

    /// Interrupts all work and waits for its end.
    ///
    /// @return whether all has ended within the limit
    boolean stop(Duration limit) throws InterruptedException {
        close();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> stops =
                    operations.stream()
                            .map(each -> (Callable<Boolean>) () -> each.stop(limit))
                            .toList();
            return threads.invokeAll(stops).stream().allMatch(ended -> ended.resultNow());
        }
    }

    /// Interrupts all work; waits for nothing.
    @Override
    public void close() {
        operations.forEach(Operations::close);
    }
}
