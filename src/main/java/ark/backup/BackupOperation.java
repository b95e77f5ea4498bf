package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.Backup;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.GoDuration;
import ark.api.v1.Labels;
import ark.archive.ArchiveWriter;
import ark.backup.request.BackupId;
import ark.backup.request.BackupRequest;
import ark.backup.request.BackupValidator;
import ark.backup.request.BackupValidator.Verdict;
import ark.cluster.KubernetesVersion;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Makes one backup, from a new resource to its last phase.
final class BackupOperation {
    private static final Duration CSI_SNAPSHOT_TIMEOUT = Duration.ofMinutes(10);

    /// What `status.version` has said since Ark 0.1.
    private static final long STATUS_VERSION = 1;

    private final BackupTools tools;
    private final BackupSettings settings;
    private final BackupObjects objects;
    private final BackupAttempt attempts;

    BackupOperation(BackupTools tools, BackupSettings settings) {
        this.tools = tools;
        this.settings = settings;
        objects = new BackupObjects(tools.cluster());
        attempts = new BackupAttempt(tools, settings);
    }

    /// Does nothing unless the Backup is there and new.
    ///
    /// @throws ark.cluster.ClusterException when the Backup cannot be read or written: it is then
    ///     as it was, or in progress without anybody who runs it
    void run(BackupId id) {
        Optional<Item> item = objects.get(id);
        if (item.isEmpty() || !isNew(item.get())) {
            return; // what made us start was old news
        }
        Backup backup;
        try {
            backup = BackupObjects.decode(item.get());
        } catch (IllegalArgumentException e) {
            refuse(id, "", List.of("malformed: " + e.getMessage()));
            return;
        }
        String schedule = BackupMetrics.schedule(backup);
        switch (BackupValidator.validate(
                backup, objects.facts(id.namespace()), settings.defaults())) {
            case Verdict.Invalid(List<String> problems) -> refuse(id, schedule, problems);
            case Verdict.Valid(BackupRequest request, BackupStorageLocation location) -> {
                FailPoint.BACKUP_SEEN.reached();
                Instant began = begin(backup, request);
                FailPoint.BACKUP_BEGUN.reached();
                tools.metrics().began(schedule);
                attempts.run(backup, request, location)
                        .ifPresent(
                                ending ->
                                        tools.metrics()
                                                .ended(
                                                        schedule,
                                                        began,
                                                        ending.status(),
                                                        ending.archiveBytes()));
            }
        }
    }

    private static boolean isNew(Item backup) {
        return switch (BackupPhase.of(backup.text("/status/phase"))) {
            case NEW, QUEUED, READY_TO_START -> true;
            case FAILED_VALIDATION,
                    IN_PROGRESS,
                    WAITING_FOR_PLUGIN_OPERATIONS,
                    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED,
                    FINALIZING,
                    FINALIZING_PARTIALLY_FAILED,
                    COMPLETED,
                    PARTIALLY_FAILED,
                    FAILED,
                    DELETING,
                    UNKNOWN ->
                    false;
        };
    }

    private void refuse(BackupId id, String schedule, List<String> problems) {
        objects.patchStatus(
                id,
                status().phase(BackupPhase.FAILED_VALIDATION).validationErrors(problems).build());
        tools.metrics().refused(schedule);
    }

    private static BackupStatus.Builder status() {
        return BackupStatus.builder()
                .version(STATUS_VERSION)
                .formatVersion(ArchiveWriter.FORMAT_VERSION);
    }

    private Instant begin(Backup backup, BackupRequest request) {
        KubernetesVersion version = tools.cluster().version();
        Instant now = tools.clock().instant();
        objects.patchStatus(
                request.id(),
                status().phase(BackupPhase.IN_PROGRESS)
                        .startTimestamp(now)
                        .expiration(now.plus(request.ttl()))
                        .build(),
                defaults(backup.getSpec(), request, version));
        return now;
    }

    /// What the server writes into a Backup before it starts, as Velero does.
    private static ObjectNode defaults(
            BackupSpec spec, BackupRequest request, KubernetesVersion version) {
        ObjectNode patch = Json.object();
        patch.withObject("/metadata/labels")
                .put(Labels.STORAGE_LOCATION, Labels.value(request.location()));
        patch.withObject("/metadata/annotations")
                .put(Annotations.SOURCE_CLUSTER_GIT_VERSION, version.text())
                .put(Annotations.SOURCE_CLUSTER_MAJOR_VERSION, "" + version.major())
                .put(Annotations.SOURCE_CLUSTER_MINOR_VERSION, "" + version.minor());
        ObjectNode defaults = patch.putObject("spec");
        defaults.put("ttl", GoDuration.format(request.ttl()));
        defaults.put("storageLocation", request.location());
        String timeout = spec == null ? null : spec.csiSnapshotTimeout();
        defaults.put(
                "csiSnapshotTimeout",
                GoDuration.format(GoDuration.orDefault(timeout, CSI_SNAPSHOT_TIMEOUT)));
        if (spec == null
                || (spec.defaultVolumesToRestic() == null
                        && spec.defaultVolumesToFsBackup() == null)) {
            defaults.put("defaultVolumesToRestic", request.podVolumes().every());
        }
        if (!request.snapshots().locations().isEmpty()) {
            request.snapshots()
                    .locations()
                    .forEach(defaults.withArray("/volumeSnapshotLocations")::add);
        }
        return patch;
    }
}
