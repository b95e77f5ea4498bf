package ark.server;

import static ark.process.Flag.Form.ADDRESS;
import static ark.process.Flag.Form.COUNT;
import static ark.process.Flag.Form.DURATION;
import static ark.process.Flag.Form.LIST;
import static ark.process.Flag.Form.MAP;
import static ark.process.Flag.Form.NUMBER;
import static ark.process.Flag.Form.SWITCH;
import static ark.process.Flag.Form.TEXT;

import ark.process.Flag;
import ark.process.ProgramFlags;
import java.util.List;

/// Every flag of `ark server`.
///
/// Source: the flags of `velero server` 1.9.7 and 1.18 (a flag that was renamed has both names), so
/// that the arguments of an existing Deployment go on working. What is *accepted* does nothing
/// here.
final class Flags {
    static final List<Flag> ALL =
            List.of(
                    Flag.of(
                            "--namespace -n",
                            TEXT,
                            "velero",
                            "Namespace of the server's resources. Default also from the variable"
                                    + " VELERO_NAMESPACE."),
                    ProgramFlags.KUBECONFIG,
                    ProgramFlags.KUBECONTEXT,
                    ProgramFlags.LOG_LEVEL,
                    ProgramFlags.LOG_FORMAT,
                    ProgramFlags.METRICS_ADDRESS,
                    Flag.of(
                            "--download-address",
                            ADDRESS,
                            ":8086",
                            "Where files of filesystem locations can be downloaded with a signed"
                                    + " URL. Empty: nowhere."),
                    Flag.of(
                            "--default-backup-storage-location",
                            TEXT,
                            "default",
                            "Location that becomes the default one when none is marked so."),
                    Flag.of(
                            "--backup-sync-period",
                            DURATION,
                            "1m",
                            "How often the backups found in a location are shown in the cluster,"
                                    + " for locations that do not say it themselves. 0s: never."),
                    Flag.of(
                            "--store-validation-frequency",
                            DURATION,
                            "1m",
                            "How often a location is tried out, for locations that do not say it"
                                    + " themselves. 0s: once."),
                    Flag.of(
                            "--default-backup-ttl",
                            DURATION,
                            "720h",
                            "How long a backup is kept that does not say it itself."),
                    Flag.of(
                            "--concurrent-backups",
                            COUNT,
                            "1",
                            "How many backups may run at once."),
                    Flag.of(
                            "--terminating-resource-timeout",
                            DURATION,
                            "10m",
                            "How long a restore waits for a namespace or volume that is being"
                                    + " deleted."),
                    Flag.of(
                            "--restore-resource-priorities",
                            LIST,
                            "",
                            "Order of resources in a restore; those after \"-\" come last."),
                    Flag.of(
                            "--resource-timeout",
                            DURATION,
                            "10m",
                            "How long to wait for a single resource to become ready."),
                    Flag.of(
                            "--restore-only",
                            SWITCH,
                            "false",
                            "Make and delete no backups. Deprecated: use a read-only location."),
                    Flag.of(
                            "--disable-controllers",
                            LIST,
                            "",
                            "Parts of the server that shall not work: backup, backup-deletion,"
                                    + " backup-sync, download-request, gc, restic-repo, restore,"
                                    + " schedule,"
                                    + " server-status-request."),
                    Flag.of(
                            "--client-qps",
                            NUMBER,
                            "0",
                            "How many requests a second the cluster may get. 0: no limit but that"
                                    + " of --max-concurrent-k8s-connections."),
                    Flag.of(
                            "--client-burst",
                            COUNT,
                            "100",
                            "How many requests may exceed --client-qps for a moment."),
                    Flag.of(
                            "--max-concurrent-k8s-connections",
                            COUNT,
                            "32",
                            "How many requests to the cluster may be under way at once."),
                    Flag.of(
                            "--client-page-size",
                            COUNT,
                            "500",
                            "Objects per page of a list. 0: all in one."),
                    Flag.of(
                            "--default-volumes-to-fs-backup --default-volumes-to-restic",
                            SWITCH,
                            "false",
                            "Back up all volumes of pods, not only those that pods name, where a"
                                    + " Backup does not say it."),
                    Flag.of(
                            "--fs-backup-timeout --restic-timeout",
                            DURATION,
                            "4h",
                            "How long all volumes of pods of one backup or restore may take"
                                    + " together."),
                    Flag.of(
                            "--default-repo-maintain-frequency --default-restic-prune-frequency",
                            DURATION,
                            "168h",
                            "How often restic repositories are pruned that do not say it themselves."),
                    Flag.of(
                            "--garbage-collection-frequency",
                            DURATION,
                            "60m",
                            "How often to look for expired backups in any case, and how long to"
                                    + " wait before a deletion that failed is tried again."),
                    Flag.of(
                            "--default-volume-snapshot-locations",
                            MAP,
                            "",
                            "Default snapshot location per provider: provider1:location-1,…"),
                    Flag.of(
                            "--schedule-skip-immediately",
                            SWITCH,
                            "false",
                            "Leave out what is due when a schedule is first seen, for schedules"
                                    + " that do not say it themselves."),
                    Flag.of(
                            "--features",
                            LIST,
                            "",
                            "Features, of which EnableAPIGroupVersions is known: store kinds in every"
                                    + " version that the cluster serves, and choose among them at"
                                    + " restore. Others are named in the log."),
                    Flag.of(
                            "--plugin-dir",
                            TEXT,
                            "/plugins",
                            "Accepted; external plugins are not run."),
                    Flag.of(
                            "--profiler-address",
                            TEXT,
                            "localhost:6060",
                            "Accepted: use the JDK's own tools (jcmd, JFR)."),
                    Flag.of("--uploader-type", TEXT, "", "Accepted."),
                    Flag.of("--item-operation-sync-frequency", DURATION, "10s", "Accepted."),
                    Flag.of("--default-item-operation-timeout", DURATION, "4h", "Accepted."),
                    Flag.of("--item-block-worker-count", COUNT, "1", "Accepted."),
                    Flag.of(
                            "--default-snapshot-move-data",
                            SWITCH,
                            "false",
                            "Accepted when false."),
                    Flag.of("--disable-informer-cache", SWITCH, "false", "Accepted."),
                    Flag.of("--backup-repository-configmap", TEXT, "", "Accepted."),
                    Flag.of("--repo-maintenance-job-configmap", TEXT, "", "Accepted."),
                    Flag.of("--volume-group-snapshot-label-key", TEXT, "", "Accepted."),
                    Flag.of("--colorized", SWITCH, "true", "Accepted: the log has no colours."));

    private Flags() {}
}
