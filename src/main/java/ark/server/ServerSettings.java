package ark.server;

import ark.backup.request.PodVolumeWish;
import ark.cluster.ClusterSettings;
import ark.kubeconfig.KubeConfigOptions;
import ark.location.LocationSettings;
import ark.podvolume.VolumeTimeout;
import ark.process.GivenFlags;
import ark.process.ListenAddress;
import ark.process.LogSettings;
import ark.restore.RestoreSettings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything that a person decides about a server.
///
/// @param namespace where its resources are
/// @param listeners where it can be reached
/// @param off the parts that shall not work
record ServerSettings(
        String namespace,
        KubeConfigOptions kubeconfig,
        ClusterSettings cluster,
        LogSettings log,
        Listeners listeners,
        LocationSettings locations,
        Runs runs,
        Set<Part> off) {
    /// Where the server listens.
    ///
    /// @param downloads empty: nowhere
    record Listeners(ListenAddress metrics, Optional<ListenAddress> downloads) {}

    /// How backups and restores run.
    ///
    /// @param priorities `--restore-resource-priorities` as it was given
    /// @param everyVersion whether kinds are stored in every version that the cluster serves,
    ///     and the
    ///     version that is restored is chosen among them
    record Runs(
            Duration ttl,
            int concurrentBackups,
            Map<String, String> snapshotLocations,
            List<String> priorities,
            RestoreSettings.Waits waits,
            Volumes volumes,
            boolean everyVersion,
            Unattended unattended) {
        /// Source: Velero 1.9.7, pkg/apis/velero/v1/constants.go.
        static final String EVERY_VERSION = "EnableAPIGroupVersions";
    }

    /// What happens by itself.
    ///
    /// @param skipImmediately for schedules that do not say it themselves
    /// @param expiryPeriod how often to look for expired backups in any case
    record Unattended(boolean skipImmediately, Duration expiryPeriod) {}

    /// How the contents of volumes are kept.
    ///
    /// @param pruneEvery zero: as usual
    record Volumes(PodVolumeWish wish, Duration pruneEvery) {}

    /// A part of the server that can be turned off.
    enum Part {
        BACKUP("backup"),
        BACKUP_DELETION("backup-deletion"),
        BACKUP_SYNC("backup-sync"),
        DOWNLOAD_REQUEST("download-request"),
        GC("gc"),
        RESTIC_REPOSITORY("restic-repo"),
        RESTORE("restore"),
        SCHEDULE("schedule"),
        SERVER_STATUS_REQUEST("server-status-request");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        static Optional<Part> of(String text) {
            return List.of(values()).stream().filter(part -> part.text.equals(text)).findFirst();
        }
    }

    /// Parts of upstream's servers that this version does not have, so that turning them off is no
    /// mistake.
    private static final Set<String> ABSENT_PARTS =
            Set.of(
                    "backup-queue",
                    "backup-operations",
                    "backup-finalizer",
                    "backup-repo",
                    "restore-operations",
                    "restore-finalizer");

    /// Reads the settings; what is wrong is noted in the flags.
    ///
    /// @param variables of the environment
    static ServerSettings of(GivenFlags flags, Map<String, String> variables) {
        String namespace =
                flags.has("--namespace")
                        ? flags.text("--namespace")
                        : variables.getOrDefault("VELERO_NAMESPACE", flags.text("--namespace"));
        Set<Part> off = off(flags);
        var settings =
                new ServerSettings(
                        namespace,
                        new KubeConfigOptions(
                                flags.text("--kubeconfig"),
                                flags.text("--kubecontext"),
                                "ark-server"),
                        cluster(flags),
                        LogSettings.of(flags),
                        listeners(flags),
                        new LocationSettings(
                                namespace,
                                flags.text("--default-backup-storage-location"),
                                notNegative(flags, "--store-validation-frequency"),
                                notNegative(flags, "--backup-sync-period"),
                                !off.contains(Part.BACKUP_SYNC),
                                !flags.on("--restore-only")),
                        runs(flags),
                        off);
        flags.checkForms(); // also of those that nothing here reads
        return settings;
    }

    private static ClusterSettings cluster(GivenFlags flags) {
        int page = flags.count("--client-page-size", 0);
        ClusterSettings settings =
                ClusterSettings.forServer()
                        .paging(page == 0 ? Integer.MAX_VALUE : page)
                        .inFlight(flags.count("--max-concurrent-k8s-connections", 1));
        double perSecond = flags.number("--client-qps");
        int burst = flags.count("--client-burst", 1);
        return perSecond == 0 ? settings : settings.limitedTo(perSecond, burst);
    }

    private static Listeners listeners(GivenFlags flags) {
        Optional<ListenAddress> metrics = flags.address("--metrics-address");
        if (metrics.isEmpty()) {
            flags.problem("--metrics-address", "must not be empty");
        }
        return new Listeners(
                metrics.orElse(ListenAddress.parse(":0")), flags.address("--download-address"));
    }

    private static Runs runs(GivenFlags flags) {
        Duration ttl = flags.duration("--default-backup-ttl");
        if (!ttl.isPositive()) {
            flags.problem("--default-backup-ttl", "must be positive");
        }
        Duration volumeTimeout = podVolumeTimeout(flags);
        return new Runs(
                ttl,
                flags.count("--concurrent-backups", 1),
                flags.map("--default-volume-snapshot-locations"),
                flags.list("--restore-resource-priorities"),
                new RestoreSettings.Waits(
                        notNegative(flags, "--terminating-resource-timeout"),
                        notNegative(flags, "--resource-timeout"),
                        volumeTimeout),
                new Volumes(
                        new PodVolumeWish(
                                flags.on("--default-volumes-to-fs-backup"),
                                new VolumeTimeout(volumeTimeout, "")),
                        notNegative(flags, "--default-repo-maintain-frequency")),
                flags.list("--features").contains(Runs.EVERY_VERSION),
                new Unattended(flags.on("--schedule-skip-immediately"), expiryPeriod(flags)));
    }

    /// As upstream reads it: zero is the default.
    private static Duration expiryPeriod(GivenFlags flags) {
        Duration period = notNegative(flags, "--garbage-collection-frequency");
        return period.isZero() ? Duration.ofMinutes(60) : period;
    }

    private static Duration podVolumeTimeout(GivenFlags flags) {
        Duration timeout = flags.duration("--fs-backup-timeout");
        if (!timeout.isPositive()) {
            flags.problem("--fs-backup-timeout", "must be positive");
        }
        return timeout;
    }

    private static Duration notNegative(GivenFlags flags, String name) {
        Duration duration = flags.duration(name);
        if (duration.isNegative()) {
            flags.problem(name, "must not be negative");
        }
        return duration;
    }

    private static Set<Part> off(GivenFlags flags) {
        var off = new LinkedHashSet<Part>();
        for (String name : flags.list("--disable-controllers")) {
            Optional<Part> part = Part.of(name);
            part.ifPresent(off::add);
            if (part.isEmpty() && !ABSENT_PARTS.contains(name)) {
                flags.problem("--disable-controllers", "the server has no part \"" + name + "\"");
            }
        }
        if (flags.on("--restore-only")) {
            off.add(Part.BACKUP);
            off.add(Part.BACKUP_DELETION);
            off.add(Part.SCHEDULE);
            off.add(Part.GC);
        }
        return off;
    }

    ServerSettings {
        off = Set.copyOf(off);
    }

    boolean on(Part part) {
        return !off.contains(part);
    }
}
